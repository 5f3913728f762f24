import Glibc
import Model
import System

/// A staged file in frames, as its bytes lie in the database: read and compressed while they are sent.
final class StagedFrames: Sendable {
    /// Of the plain bytes of each frame but the last.
    static let frameByteCount = 1 << 20

    let file: FiledFile
    private let descriptor: OwnedDescriptor
    let path: FilePath
    /// The frames of a file that is not large, compressed already.
    private let ready: [[UInt8]]

    /// Up to this size all frames are kept in memory until they are sent.
    private static let readyByteLimit = 4 << 20

    /// Opens a staged file.
    ///
    /// - Throws: `FileError` of open(2).
    convenience init(_ staged: StagedFile) throws(FileError) {
        try self.init(staged.file, try staged.open(), path: staged.path)
    }

    /// Takes an open file that has these bytes; `path` names it in messages.
    ///
    /// - Throws: `FileError` where it cannot be read to its end.
    init(_ file: FiledFile, _ descriptor: consuming OwnedDescriptor, path: FilePath) throws(FileError) {
        (self.file, self.path) = (file, path)
        self.descriptor = descriptor
        var ready: [[UInt8]] = []
        if file.byteCount <= Self.readyByteLimit {
            for number in 0..<Self.count(of: file.byteCount) {
                ready.append(try Self.frame(number, of: file, in: self.descriptor, path))
            }
        }
        self.ready = ready
    }

    /// How many frames there are of so many bytes.
    static func count(of byteCount: Int) -> Int { (byteCount + frameByteCount - 1) / frameByteCount }

    /// One frame.
    ///
    /// - Throws: `FileError` where the file cannot be read to its end.
    func frame(_ number: Int) throws(FileError) -> [UInt8] {
        if number < ready.count { return ready[number] }
        return try Self.frame(number, of: file, in: descriptor, path)
    }

    private static func frame(
        _ number: Int, of file: FiledFile, in descriptor: borrowing OwnedDescriptor, _ path: FilePath
    ) throws(FileError) -> [UInt8] {
        let start = number * frameByteCount
        let end = min(file.byteCount, start + frameByteCount)
        let bytes = try OwnedDescriptor.read(descriptor.raw, start..<end, path: path)
        guard bytes.count == end - start else {
            throw FileError(operation: "read", path: path, errno: EIO)
        }
        guard let frame = Zstandard.pack(bytes) else {
            throw FileError(operation: "compress", path: path, errno: ENOMEM)
        }
        return frame
    }
}
