#include <archive.h>
#include <archive_entry.h>

// archive_set_error is variadic.
static inline void benchd_archive_fail(struct archive *archive, int error) {
    archive_set_error(archive, error, "it cannot be read");
}
