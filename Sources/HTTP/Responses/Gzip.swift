import CZlib

/// A compressor of one gzip member (RFC 1952), with memory that does not grow with what passes through.
final class GzipEncoder {
    /// What a step did.
    struct Step {
        /// How many input bytes were taken.
        let consumed: Int
        /// How many output bytes were written.
        let produced: Int
        /// Whether the member is complete.
        let isDone: Bool
    }

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

    /// Compresses until the input is used up or the output is full.
    ///
    /// With `isFlushed` it writes out what it would keep to compress better.
    func compress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool,
        isFlushed: Bool = false
    ) -> Step {
        // zlib reads through this pointer and never writes.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = uInt(clamping: input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = uInt(clamping: output.count)
        let (offered, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
        let end = isLast && Int(offered) == input.count
        let result = deflate(stream, end ? Z_FINISH : isFlushed ? Z_SYNC_FLUSH : Z_NO_FLUSH)
        return Step(
            consumed: Int(offered - stream.pointee.avail_in), produced: Int(room - stream.pointee.avail_out),
            isDone: result == Z_STREAM_END)
    }

    /// The largest output that so many input bytes can make.
    func largestOutput(of byteCount: Int) -> Int {
        Int(deflateBound(stream, uLong(byteCount)))
    }
}

/// Compresses bytes at hand; nil when there is no memory for it.
func gzip(_ bytes: [UInt8]) -> [UInt8]? {
    guard let encoder = GzipEncoder(level: 6) else { return nil }
    var isDone = false
    let output = [UInt8](unsafeUninitializedCapacity: encoder.largestOutput(of: bytes.count)) {
        buffer, count in
        let step = bytes.withUnsafeBytes {
            encoder.compress($0, into: UnsafeMutableRawBufferPointer(buffer), isLast: true)
        }
        (count, isDone) = (step.produced, step.isDone)
    }
    return isDone ? output : nil
}

/// Compresses a file piece by piece while it is sent.
final class GzipFileReader {
    /// What a read gave.
    enum Piece: Equatable {
        case bytes(Int)
        case end
        case failed
    }

    private static let inputSize = 64 * 1024
    /// How much is compressed in one call, at most: some milliseconds of a thread that has other clients, too.
    private static let largestTurn = 256 * 1024

    private let encoder: GzipEncoder
    private let slice: FileSlice
    private let permit: FileCompressions.Permit?
    private let input: UnsafeMutableRawBufferPointer
    private var unread: Range<Int> = 0..<0
    private var position: UInt64 = 0
    private var isDone = false

    /// A reader of a slice, which holds its permit; nil when there is no memory for its compressor.
    init?(_ slice: FileSlice, _ permit: FileCompressions.Permit? = nil) {
        // Reports are large and compress well even at a fast level.
        guard let encoder = GzipEncoder(level: 3) else { return nil }
        self.encoder = encoder
        self.slice = slice
        self.permit = permit
        input = .allocate(byteCount: Self.inputSize, alignment: 1)
    }

    deinit { input.deallocate() }

    /// Writes the next compressed bytes, at least one unless it is the end or the file cannot be read.
    func read(into output: UnsafeMutableRawBufferPointer) -> Piece {
        var takenByteCount = 0
        while !isDone {
            guard refill() else { return .failed }
            let step = encoder.compress(
                UnsafeRawBufferPointer(rebasing: input[unread]), into: output,
                isLast: position == slice.length,
                isFlushed: takenByteCount + unread.count >= Self.largestTurn)
            takenByteCount += step.consumed
            unread = unread.lowerBound + step.consumed..<unread.upperBound
            isDone = step.isDone
            if step.produced > 0 { return .bytes(step.produced) }
        }
        return .end
    }

    private func refill() -> Bool {
        guard unread.isEmpty, position < slice.length else { return true }
        let wanted = min(Self.inputSize, Int(slice.length - position))
        let buffer = UnsafeMutableRawBufferPointer(rebasing: input[..<wanted])
        guard slice.file.fill(buffer, at: slice.offset + position) else { return false }
        unread = 0..<wanted
        position += UInt64(wanted)
        return true
    }
}
