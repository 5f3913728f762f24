import Glibc

extension Directory {
    /// Takes the exclusive lock of this directory itself, until it is closed (flock(2)).
    ///
    /// - Returns: whether no other process holds it.
    /// - Throws: `FileError` where the filesystem has no such locks.
    package func lock() throws(FileError) -> Bool { try Self.lock(descriptor.raw, path) }

    /// Takes the exclusive lock of this directory's file `name`, which it makes if need be, until the returned descriptor is
    /// closed.
    ///
    /// The file's content is the holder's to write, so it must be a file of its own: no link, and no other name of a file
    /// that lies elsewhere.
    /// - Returns: nil where another process holds it.
    /// - Throws: `FileError` of openat(2) or flock(2); `EMLINK` where the file has another name, and the code of
    ///   `expectRegular` where it is not a regular file.
    package func lock(_ name: FilePath) throws(FileError) -> OwnedDescriptor? {
        let flags = O_RDWR | O_NONBLOCK | O_NOCTTY
        let lock = try open(name, creating: flags, operation: "open", mode: 0o644)
        let status = try lock.status(path: path(of: name))
        try status.expectRegular("lock", path(of: name))
        guard status.linkCount <= 1 else {
            throw FileError(operation: "lock", path: path(of: name), errno: EMLINK)
        }
        guard try Self.lock(lock.raw, path(of: name)) else { return nil }
        return lock
    }

    private static func lock(_ descriptor: CInt, _ path: FilePath) throws(FileError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .current("flock", path) }
        return false
    }
}
