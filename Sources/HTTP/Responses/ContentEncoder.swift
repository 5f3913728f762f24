/// A compressor of one content, with memory that does not grow with what passes through.
protocol ContentEncoder: AnyObject {
    /// Compresses until the input is used up or the output is full.
    ///
    /// With `isFlushed` it writes out what it would keep to compress better. `isLast` says that nothing follows the input.
    func compress(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool,
        isFlushed: Bool
    ) -> EncoderStep
}

/// What a step of a compressor did.
struct EncoderStep: Equatable {
    /// How many input bytes were taken.
    let consumed: Int
    /// How many output bytes were written.
    let produced: Int
    /// Whether the content is complete.
    let isDone: Bool
    /// Whether the compressor has failed, so that nothing more comes out of it.
    var hasFailed = false
}

extension ContentCoding {
    /// How long a compressor may take for a better result.
    enum Effort {
        /// While it is sent: large files compress well even at a fast level.
        case streamed
        /// Once, for many answers.
        case prepared
    }

    /// A compressor; nil for identity, and when there is no memory for one.
    func encoder(_ effort: Effort) -> (any ContentEncoder)? {
        switch self {
        case .identity: nil
        case .gzip: GzipEncoder(level: effort == .streamed ? 3 : 6)
        case .zstd: ZstdEncoder(level: effort == .streamed ? 3 : 6)
        }
    }
}
