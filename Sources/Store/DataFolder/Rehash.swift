import System

/// Reads all bytes of a filed file and compares them with what was filed.
enum Rehash {
    /// What came of it.
    enum Verdict: Equatable {
        /// The bytes are those that were filed; the stamp is the file's while they were read.
        case whole(FileStamp)
        case damaged(Soundness.Finding)
        /// It was stopped, or the file was written to meanwhile.
        case undecided
    }

    private static let stepByteCount = 1 << 18

    /// Reads an open file to its end, and returns the digest of its bytes; nil where it was stopped.
    typealias Reading = (borrowing OwnedDescriptor, FilePath) throws(FileError) -> Digest?

    /// Has an open file read, unless its status alone shows that it is damaged.
    ///
    /// - Throws: `FileError` of fstat(2) or of the reading.
    static func verdict(
        on file: borrowing OwnedDescriptor, path: FilePath, filed: FiledFile, reading: Reading
    ) throws(FileError) -> Verdict {
        let before = try file.status(path: path)
        let sight = Soundness.of(before, filed: filed, verified: nil, finding: nil)
        if case .damaged(let reason) = sight {
            return .damaged(Soundness.Finding(reason: reason, stamp: FileStamp(before)))
        }
        guard let digest = try reading(file, path) else { return .undecided }
        let stamp = FileStamp(before)
        guard try FileStamp(file.status(path: path)) == stamp else { return .undecided }
        if digest == filed.digest { return .whole(stamp) }
        return .damaged(
            Soundness.Finding(reason: "its SHA-256 is not the one it was filed with", stamp: stamp))
    }

    /// Reads an open file to its end; `pace` is called after each step with its bytes, and stops the reading where it
    /// returns false.
    ///
    /// - Throws: `FileError` of pread(2).
    static func digest(
        of file: borrowing OwnedDescriptor, path: FilePath, pace: (Int) -> Bool = { _ in true }
    ) throws(FileError) -> Digest? {
        var hasher = DigestHasher()
        var buffer = [UInt8](repeating: 0, count: stepByteCount)
        var position = 0
        while true {
            let count = try OwnedDescriptor.read(file.raw, at: position, into: &buffer, path: path)
            if count == 0 { return hasher.finish() }
            hasher.update(buffer[..<count])
            position += count
            guard pace(count) else { return nil }
        }
    }
}
