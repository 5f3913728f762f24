import CZlib

/// A compressor of one gzip member (RFC 1952).
final class GzipEncoder: ContentEncoder {
    // zlib keeps a pointer to the stream within its own state, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// A compressor of a level from 1, fastest, to 9, smallest; nil when there is no memory for it.
    init?(level: CInt) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // deinit follows also where this fails; ending a stream that never began does nothing.
        guard benchd_gzip_init(stream, level) == Z_OK else { return nil }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func compress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool,
        isFlushed: Bool
    ) -> EncoderStep {
        // zlib reads through this pointer and never writes.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = uInt(clamping: input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = uInt(clamping: output.count)
        let (offered, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
        let end = isLast && Int(offered) == input.count
        let result = deflate(stream, end ? Z_FINISH : isFlushed ? Z_SYNC_FLUSH : Z_NO_FLUSH)
        return EncoderStep(
            consumed: Int(offered - stream.pointee.avail_in), produced: Int(room - stream.pointee.avail_out),
            isDone: result == Z_STREAM_END, hasFailed: result == Z_STREAM_ERROR)
    }
}
