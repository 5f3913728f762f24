import CZstd

/// Frames of Zstandard (RFC 8878), each whole and with a checksum of its own.
enum Zstandard {
    /// Level 1 to 3 write the fewest bytes for their time; the disk's log costs more than the processor.
    private static let level: CInt = 3

    /// What compresses one frame; nil where there is no memory for it.
    fileprivate static func context() -> OpaquePointer? {
        guard let context = ZSTD_createCCtx() else { return nil }
        guard ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)) == 0,
            ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)) == 0
        else {
            ZSTD_freeCCtx(context)
            return nil
        }
        return context
    }

    /// One frame with these bytes; nil where there is no memory for it.
    static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        guard let context = context() else { return nil }
        defer { ZSTD_freeCCtx(context) }
        var length = 0
        let packed = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
            length = ZSTD_compress2(context, buffer.baseAddress, buffer.count, bytes, bytes.count)
            count = ZSTD_isError(length) == 0 ? length : 0
        }
        // A copy without the room for what cannot be compressed: 16 frames wait to be sent at once.
        return ZSTD_isError(length) == 0 ? packed.withUnsafeBufferPointer(Array.init) : nil
    }

    /// How many bytes a frame says that it has; nil where it says nothing.
    static func claimedByteCount(of frame: [UInt8]) -> Int? {
        // The two numbers that stand for an error are no Int.
        Int(exactly: ZSTD_getFrameContentSize(frame, frame.count))
    }

    /// The bytes of one frame; nil where it is damaged, or has more than `limit`.
    static func unpack(_ frame: [UInt8], limit: Int) -> [UInt8]? {
        guard let count = claimedByteCount(of: frame), count <= limit else { return nil }
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
            length = ZSTD_decompress(buffer.baseAddress, count, frame, frame.count)
            filled = ZSTD_isError(length) == 0 ? length : 0
        }
        return ZSTD_isError(length) == 0 && length == count ? bytes : nil
    }
}

/// Writes one frame, piece by piece, of bytes that need not be in memory at once.
struct ZstandardPacker: ~Copyable {
    /// Repetitions are found within 512 KiB; a larger window takes four times as much memory.
    private static let windowLog: CInt = 19

    private let context: OpaquePointer
    private var packed: [UInt8] = []
    private var hasFailed = false

    /// A packer of so many bytes, whose frame comes after `prefix`; nil where there is no memory for it.
    init?(byteCount: Int, after prefix: [UInt8] = []) {
        packed = prefix
        guard let context = Zstandard.context() else { return nil }
        self.context = context
        // The frame begins with it, so that a reader knows how much there will be.
        hasFailed =
            ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(byteCount))) != 0
            || ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, Self.windowLog)) != 0
    }

    deinit { ZSTD_freeCCtx(context) }

    /// Compresses some bytes.
    mutating func add(_ bytes: [UInt8]) { compress(bytes, ZSTD_e_continue) }

    /// The prefix and the whole frame; nil where it could not be written, or has another number of bytes than was said.
    mutating func finish() -> [UInt8]? {
        compress([], ZSTD_e_end)
        return hasFailed ? nil : packed
    }

    private mutating func compress(_ bytes: [UInt8], _ end: ZSTD_EndDirective) {
        if hasFailed { return }
        var piece = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
        bytes.withUnsafeBytes { source in
            var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            var rest = 0
            repeat {
                let written = piece.withUnsafeMutableBytes { target in
                    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    rest = ZSTD_compressStream2(context, &output, &input, end)
                    return output.pos
                }
                hasFailed = ZSTD_isError(rest) != 0
                packed += piece[..<written]
            } while !hasFailed && (input.pos < input.size || (end == ZSTD_e_end && rest > 0))
        }
    }
}
