import System

/// Whether a file ends in space that is reserved and not yet written: NUL bytes (fallocate(2), rsync --preallocate).
enum UnwrittenTail {
    /// A report never ends in NUL; a zip may, but the 22 bytes of its end record are never all NUL.
    static func byteCount(for role: DropName.Role) -> Int { role == .config ? 22 : 1 }

    /// Whether the end of a file with so many bytes, of which `tail` are the last, was not written yet.
    static func isThere(_ tail: [UInt8]) -> Bool { !tail.isEmpty && tail.allSatisfy { $0 == 0 } }

    /// Looks at the end of a staged file.
    ///
    /// - Throws: `FileError` of read(2).
    static func isThere(in staged: StagedFile, as role: DropName.Role) throws(FileError) -> Bool {
        let size = staged.file.byteCount
        let start = max(0, size - byteCount(for: role))
        let file = try staged.open()
        return isThere(try OwnedDescriptor.read(file.raw, start..<size, path: staged.path))
    }
}
