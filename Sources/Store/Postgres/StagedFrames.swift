import Glibc
import Model
import System

/// A staged file in frames, as its bytes lie in the database: read and compressed while they are sent.
final class StagedFrames: Sendable {
    /// Of the plain bytes of each frame but the last.
    static let frameByteCount = 1 << 20

    let file: FiledFile
    private let descriptor: OwnedDescriptor
    private let path: FilePath

    /// Opens a staged file.
    ///
    /// - Throws: `FileError` of open(2).
    init(_ staged: StagedFile) throws(FileError) {
        file = staged.file
        path = staged.path
        descriptor = try staged.open()
    }

    /// How many frames there are of so many bytes.
    static func count(of byteCount: Int) -> Int { (byteCount + frameByteCount - 1) / frameByteCount }

    /// One frame.
    ///
    /// - Throws: `FileError` where the file cannot be read to its end.
    func frame(_ number: Int) throws(FileError) -> [UInt8] {
        let start = number * Self.frameByteCount
        let end = min(file.byteCount, start + Self.frameByteCount)
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
