import System

/// How frames are read from the table of chunks.
enum ChunkReading {
    /// Asks for some frames of a content.
    static func statement(_ numbers: ClosedRange<Int>, of file: FiledFile) -> PostgresStatement {
        PostgresStatement(
            "SELECT number, bytes FROM chunks WHERE digest = $1 AND number BETWEEN $2 AND $3 ORDER BY number",
            [
                .bytes(file.digest.bytes), .integer(Int64(numbers.lowerBound)),
                .integer(Int64(numbers.upperBound)),
            ])
    }

    /// What is wrong with a frame.
    struct Fault: Error {
        let reason: String
    }

    /// The plain bytes of the frames that were asked for; a failure where one is missing, or not what was sent.
    static func frames(
        _ rows: [PostgresRow], _ numbers: ClosedRange<Int>, of file: FiledFile
    ) -> Result<[[UInt8]], Fault> {
        var frames: [[UInt8]] = []
        for (number, row) in zip(numbers, rows) {
            let start = number * StagedFrames.frameByteCount
            let expected = min(file.byteCount - start, StagedFrames.frameByteCount)
            guard row.integer(0) == Int64(number), let packed = row.bytes(1),
                let frame = Zstandard.unpack(packed, limit: StagedFrames.frameByteCount),
                frame.count == expected
            else { return .failure(Fault(reason: "the frame \(number) in the table chunks is damaged")) }
            frames.append(frame)
        }
        guard frames.count == numbers.count else {
            let missing = numbers.lowerBound + frames.count
            return .failure(Fault(reason: "the frame \(missing) is not in the table chunks"))
        }
        return .success(frames)
    }
}
