/// Compresses bytes piece by piece, as they are asked for.
final class CodedReader {
    /// What a read gave.
    enum Piece: Equatable {
        case bytes(Int)
        case end
        case failed
        /// The next bytes are not near yet.
        case waits
    }

    /// Whether a range of a slice is waited for; nil where it is too late for that.
    typealias Wait = (Range<UInt64>, FileSlice) -> Bool?

    private static let inputSize = 64 * 1024
    /// How much is compressed in one call, at most: some milliseconds of a thread that has other clients, too.
    private static let largestTurn = 256 * 1024

    private let encoder: any ContentEncoder
    private let slice: FileSlice
    private let permit: FileCompressions.Permit?
    private let turn: Int
    private let input: UnsafeMutableRawBufferPointer
    private var unread: Range<Int> = 0..<0
    private var position: UInt64 = 0
    private var isDone = false

    /// A reader of a slice, which holds its permit; nil for identity, and when there is no memory for its compressor.
    init?(
        _ slice: FileSlice, in coding: ContentCoding, _ permit: FileCompressions.Permit? = nil,
        effort: ContentCoding.Effort = .streamed
    ) {
        guard let encoder = coding.encoder(effort) else { return nil }
        self.encoder = encoder
        self.slice = slice
        self.permit = permit
        turn = effort == .streamed ? Self.largestTurn : .max
        input = .allocate(byteCount: Self.inputSize, alignment: 1)
    }

    deinit { input.deallocate() }

    /// All bytes of a slice in a coding; nil where they cannot be read or there is no memory for the compressor.
    static func all(of slice: FileSlice, in coding: ContentCoding) -> [UInt8]? {
        guard let reader = CodedReader(slice, in: coding, effort: .prepared) else { return nil }
        var (all, piece) = ([UInt8](), [UInt8](repeating: 0, count: inputSize))
        while true {
            switch piece.withUnsafeMutableBytes({ reader.read(into: $0) }) {
            case .bytes(let count): all += piece[..<count]
            case .end: return all
            case .failed, .waits: return nil
            }
        }
    }

    /// Writes the next compressed bytes, at least one unless it is the end or the bytes cannot be read.
    ///
    /// `wait` is asked before bytes are read; without it they are read wherever they are.
    func read(into output: UnsafeMutableRawBufferPointer, _ wait: Wait? = nil) -> Piece {
        var takenByteCount = 0
        while !isDone {
            if let wait, let range = nextRange {
                guard let waits = wait(range, slice) else { return .failed }
                if waits { return .waits }
            }
            guard refill() else { return .failed }
            let step = encoder.compress(
                UnsafeRawBufferPointer(rebasing: input[unread]), into: output,
                isLast: position == slice.length, isFlushed: takenByteCount + unread.count >= turn)
            if step.hasFailed { return .failed }
            takenByteCount += step.consumed
            unread = unread.lowerBound + step.consumed..<unread.upperBound
            isDone = step.isDone
            if step.produced > 0 { return .bytes(step.produced) }
        }
        return .end
    }

    /// What is read next; nil while there is something to compress, and at the end.
    private var nextRange: Range<UInt64>? {
        guard unread.isEmpty, position < slice.length else { return nil }
        return position..<min(position + UInt64(Self.inputSize), slice.length)
    }

    private func refill() -> Bool {
        guard let range = nextRange else { return true }
        let buffer = UnsafeMutableRawBufferPointer(rebasing: input[..<range.count])
        guard slice.fill(buffer, at: range.lowerBound) else { return false }
        unread = 0..<range.count
        position = range.upperBound
        return true
    }
}
