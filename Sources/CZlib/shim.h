#include <zlib.h>

// deflateInit2 is a macro that adds the version and the size of the caller's z_stream.
// 16 more than the largest window asks for the gzip format (RFC 1952).
static inline int benchd_gzip_init(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY);
}

// inflateInit2 is such a macro, too. A negative window asks for bare deflated data, as zip has it (RFC 1951).
static inline int benchd_inflate_bare_init(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}
