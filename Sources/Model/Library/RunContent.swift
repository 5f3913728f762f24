package import System

/// The bytes of a filed report or config archive, which counted as whole when it was opened.
///
/// Safe from any thread. What it holds open is closed with the last reference.
package protocol RunContent: AnyObject, Sendable {
    var byteCount: Int { get }

    /// Whether nothing has touched the bytes since all of them were last compared with the receipt: only then may an
    /// answer say that a client has them already.
    var isCertain: Bool { get }

    /// Reads some bytes, all of them.
    ///
    /// - Throws: `LibraryError.damaged` where they end before the range does, or cannot be read.
    func read(_ range: Range<Int>) throws(LibraryError) -> [UInt8]

    /// Fills a buffer with the bytes from an offset on; false where they end before, cannot be read, or have changed
    /// since they were opened: then none of them may be sent.
    func fill(_ buffer: inout MutableRawSpan, at offset: Int) -> Bool

    /// Whether filling from a range waits for nothing but a disk.
    func isNear(_ range: Range<Int>) -> Bool

    /// Has the bytes of a range come near; returns when they are, or cannot be had.
    func fetch(_ range: Range<Int>)

    /// Has the bytes compared with the receipt again: they no longer read as what was filed.
    ///
    /// - Returns: The error for whoever has read them.
    func doubt() -> LibraryError

    /// The bytes as a file of its own descriptor, for a reader that needs one; nil where they lie in none.
    ///
    /// - Throws: `LibraryError` of dup(2).
    func file() throws(LibraryError) -> OwnedDescriptor?
}

extension RunContent {
    /// Files are near.
    package func isNear(_ range: Range<Int>) -> Bool { true }

    /// Files are near.
    package func fetch(_ range: Range<Int>) {}

    /// The bytes as a file: their own, or a copy in memory.
    ///
    /// - Throws: `LibraryError` where they cannot be read or copied.
    package func fileOrCopy() throws(LibraryError) -> OwnedDescriptor {
        if let file = try file() { return file }
        let copy: OwnedDescriptor
        do {
            copy = try OwnedDescriptor.inMemory(named: "copy")
        } catch {
            throw .file(error)
        }
        var start = 0
        while start < byteCount {
            let bytes = try read(start..<min(byteCount, start + (1 << 20)))
            do {
                try copy.write(bytes[...], path: "copy")
            } catch {
                throw .file(error)
            }
            start += bytes.count
        }
        return copy
    }
}
