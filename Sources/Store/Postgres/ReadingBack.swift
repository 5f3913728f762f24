import Glibc
import System

/// Reads the frames of a content back and compares them with its digest.
enum ReadingBack {
    /// Frames that are asked for at once.
    private static let frameLimit = 8
    /// What the bytes of a file were while they were copied: not those of its receipt.
    static let code = EBADMSG

    /// Whether the bytes in the database are those that were filed.
    ///
    /// - Throws: what `rows` throws, which runs a statement.
    static func isWhole(
        _ file: FiledFile, rows: (PostgresStatement) throws(FilingFault) -> [PostgresRow]
    ) throws(FilingFault) -> Bool {
        var hasher = DigestHasher()
        let count = StagedFrames.count(of: file.byteCount)
        for first in stride(from: 0, to: count, by: frameLimit) {
            let numbers = first...min(first + frameLimit, count) - 1
            let found = try rows(ChunkReading.statement(numbers, of: file))
            guard case .success(let frames) = ChunkReading.frames(found, numbers, of: file) else {
                return false
            }
            for frame in frames { hasher.update(frame[...]) }
        }
        return hasher.finish() == file.digest
    }

    /// The same within a transaction, before it is committed.
    ///
    /// - Throws: `FilingFault.database`.
    static func isWhole(
        _ file: FiledFile, in transaction: PostgresTransaction
    ) throws(FilingFault) -> Bool {
        try isWhole(file) { (statement) throws(FilingFault) in
            try FilingFault.ofDatabase { () throws(PostgresError) in
                try transaction.run([statement]).first ?? []
            }
        }
    }
}
