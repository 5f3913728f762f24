import System

/// Ranges of an open zip file, checked against its end.
struct ZipFile {
    private let descriptor: CInt
    private let path: FilePath
    let byteCount: Int

    /// `file` must stay open as long as this value is used.
    init(_ file: borrowing OwnedDescriptor, path: FilePath) throws(ArchiveFault) {
        descriptor = file.raw
        self.path = path
        do {
            byteCount = try file.status(path: path).byteCount
        } catch {
            throw .file(error)
        }
    }

    func read(_ range: Range<Int>) throws(ArchiveFault) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else {
            throw .damaged(reason: "a part of it lies outside the file", entry: nil)
        }
        let bytes: [UInt8]
        do {
            bytes = try OwnedDescriptor.read(descriptor, range, path: path)
        } catch {
            throw .file(error)
        }
        guard bytes.count == range.count else { throw .truncated }
        return bytes
    }

    /// Whether one of some signatures of four bytes, each beginning with "PK", is anywhere in `range`; in constant memory.
    func contains(_ signatures: [[UInt8]], in range: Range<Int>) throws(ArchiveFault) -> Bool {
        var start = range.lowerBound
        while start < range.upperBound {
            let window = try read(start..<min(start + 1 << 16, range.upperBound))
            if Self.contains(signatures, window[...]) { return true }
            guard start + window.count < range.upperBound else { break }
            // A signature may begin in the last bytes of a window.
            start += window.count - 3
        }
        return false
    }

    private static func contains(_ signatures: [[UInt8]], _ window: ArraySlice<UInt8>) -> Bool {
        var rest = window
        while let position = rest.firstIndex(of: UInt8(ascii: "P")) {
            rest = rest[position...]
            if signatures.contains(where: rest.starts) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
