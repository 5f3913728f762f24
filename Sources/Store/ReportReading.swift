import Analysis
import Model
import Reports
import System

/// What one reading of a report's bytes gives: their digest, and what they say.
struct ReportReading {
    /// What a report says.
    struct Content {
        let outline: Report
        let readings: RunReadings
    }

    let digest: Digest
    /// A failure where the bytes are no report by the rules of today.
    let content: Result<Content, ReportFault>

    /// Reads an open file from its start to its end.
    ///
    /// - Throws: `FileError` of pread(2).
    init(_ file: borrowing OwnedDescriptor, path: FilePath) throws(FileError) {
        let source = HashedSource(file, path: path)
        var builder = ReadingsBuilder()
        do {
            let outline = try ReportReader.read(
                { (buffer) throws(FileError) in try source.read(into: &buffer) },
                items: { builder.add($0) })
            content = .success(Content(outline: outline, readings: builder.finish()))
        } catch {
            if case .file(let error) = error { throw error }
            content = .failure(error)
        }
        digest = try source.finish()
    }
}

/// Hashes a file while someone reads it; `file` must stay open as long.
private final class HashedSource {
    private let descriptor: CInt
    private let path: FilePath
    private var position = 0
    private var hasher = DigestHasher()

    init(_ file: borrowing OwnedDescriptor, path: FilePath) {
        descriptor = file.raw
        self.path = path
    }

    /// Reads the next piece; 0 at the end.
    func read(into buffer: inout [UInt8]) throws(FileError) -> Int {
        let count = try OwnedDescriptor.read(descriptor, at: position, into: &buffer, path: path)
        hasher.update(buffer[..<count])
        position += count
        return count
    }

    /// Reads what is left, and returns the digest of all.
    func finish() throws(FileError) -> Digest {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while try read(into: &buffer) > 0 {}
        return hasher.finish()
    }
}
