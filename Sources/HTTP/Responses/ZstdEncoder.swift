import CZstd

/// A compressor of one Zstandard frame (RFC 8878).
final class ZstdEncoder: ContentEncoder {
    /// A window of 1 MiB: every reader takes it (RFC 9659 asks for at most 8 MiB), and a compressor needs about 3 MiB.
    private static let windowLog: CInt = 20

    private let context: OpaquePointer

    /// A compressor of a level from 1, fastest, to 19, smallest; nil when there is no memory for it.
    init?(level: CInt) {
        guard let context = ZSTD_createCCtx() else { return nil }
        self.context = context
        let results = [
            ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level),
            ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, Self.windowLog),
        ]
        if results.contains(where: { ZSTD_isError($0) != 0 }) { return nil }
    }

    deinit { ZSTD_freeCCtx(context) }

    func compress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool,
        isFlushed: Bool
    ) -> EncoderStep {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let directive = isLast ? ZSTD_e_end : isFlushed ? ZSTD_e_flush : ZSTD_e_continue
        let left = ZSTD_compressStream2(context, &target, &source, directive)
        let hasFailed = ZSTD_isError(left) != 0
        return EncoderStep(
            consumed: source.pos, produced: target.pos, isDone: isLast && !hasFailed && left == 0,
            hasFailed: hasFailed)
    }
}
