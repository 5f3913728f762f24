import Model
import System

/// Sends the frames of contents, in pieces of bounded size, and in one order over all daemons so that none waits for another in
/// a circle.
struct ContentSending {
    /// So many bytes are sent before an answer is waited for.
    private static let pieceByteCount = 4 << 20
    /// And so many frames, however small: the server waits for no statement for longer than `PostgresSession` allows.
    private static let pieceFrameCount = 16

    private let contents: [(frames: StagedFrames, repairs: Bool)]

    init(_ contents: [(frames: StagedFrames, repairs: Bool)]) {
        self.contents = contents.sorted {
            $0.frames.file.digest.bytes.lexicographicallyPrecedes($1.frames.file.digest.bytes)
        }
    }

    /// Sends them within a transaction.
    ///
    /// - Throws: `FilingFault`.
    func send(in transaction: PostgresTransaction) throws(FilingFault) {
        var piece: [PostgresStatement] = []
        var byteCount = 0
        for (frames, repairs) in contents {
            piece.append(RunStatements.content(frames.file))
            for number in 0..<StagedFrames.count(of: frames.file.byteCount) {
                let frame: [UInt8]
                do {
                    frame = try frames.frame(number)
                } catch {
                    throw .file(error)
                }
                piece.append(RunStatements.chunk(frame, number, of: frames.file, repairs: repairs))
                byteCount += frame.count
                guard byteCount >= Self.pieceByteCount || piece.count >= Self.pieceFrameCount else {
                    continue
                }
                try send(&piece, in: transaction)
                byteCount = 0
            }
        }
        try send(&piece, in: transaction)
    }

    private func send(
        _ piece: inout [PostgresStatement], in transaction: PostgresTransaction
    ) throws(FilingFault) {
        if piece.isEmpty { return }
        do {
            _ = try transaction.run(piece)
        } catch {
            throw .database(error)
        }
        piece = []
    }
}
