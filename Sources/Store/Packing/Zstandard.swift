import CZstd

/// Frames of Zstandard (RFC 8878), each whole and with a checksum of its own.
enum Zstandard {
    /// Level 1 to 3 write the fewest bytes for their time; the disk's log costs more than the processor.
    private static let level: CInt = 3

    /// One frame with these bytes; nil where there is no memory for it.
    static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        guard let context = ZSTD_createCCtx() else { return nil }
        defer { ZSTD_freeCCtx(context) }
        guard ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) == 0,
            ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)) == 0
        else { return nil }
        var length = 0
        let packed = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
            length = ZSTD_compress2(context, buffer.baseAddress, buffer.count, bytes, bytes.count)
            count = ZSTD_isError(length) == 0 ? length : 0
        }
        return ZSTD_isError(length) == 0 ? packed : nil
    }

    /// The bytes of one frame; nil where it is damaged, or has more than `limit`.
    static func unpack(_ frame: [UInt8], limit: Int) -> [UInt8]? {
        let claimed = ZSTD_getFrameContentSize(frame, frame.count)
        // The two numbers that stand for an error are greater than any limit.
        guard let count = Int(exactly: claimed), count <= limit else { return nil }
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
            length = ZSTD_decompress(buffer.baseAddress, count, frame, frame.count)
            filled = ZSTD_isError(length) == 0 ? length : 0
        }
        return ZSTD_isError(length) == 0 && length == count ? bytes : nil
    }
}
