#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift cannot import.
static inline int benchd_bind_text(sqlite3_stmt *statement, int index, const char *text, unsigned long long length) {
    return sqlite3_bind_text64(statement, index, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
static inline int benchd_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, unsigned long long length) {
    return sqlite3_bind_blob64(statement, index, bytes, length, SQLITE_TRANSIENT);
}
