import CZlib

/// Unpacks deflated data (RFC 1951) by zlib, with memory that does not grow with what passes through.
///
/// One thread at a time uses it.
final class Inflater {
    /// What a step did.
    enum Step: Equatable {
        /// The data goes on.
        case more(consumed: Int, produced: Int)
        /// The data is complete.
        case done(consumed: Int, produced: Int)
        case damaged
    }

    // zlib keeps a pointer to the stream within its own state, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// An unpacker at the begin of its data; nil when there is no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // deinit follows also where this fails; ending a stream that never began does nothing.
        guard benchd_inflate_bare_init(stream) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Goes back to the begin, for other data.
    func reset() { inflateReset(stream) }

    /// Unpacks until the input is used up or the output is full.
    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
        // zlib reads through this pointer and never writes.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = uInt(clamping: input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = uInt(clamping: output.count)
        let (offered, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
        let result = CZlib.inflate(stream, Z_NO_FLUSH)
        let consumed = Int(offered - stream.pointee.avail_in)
        let produced = Int(room - stream.pointee.avail_out)
        return switch result {
        case Z_OK, Z_BUF_ERROR: .more(consumed: consumed, produced: produced)
        case Z_STREAM_END: .done(consumed: consumed, produced: produced)
        default: .damaged
        }
    }
}
