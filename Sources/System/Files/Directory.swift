import CLinux
import Glibc

/// An open directory; names are resolved below it and never lead out of it or through a symbolic link.
///
/// Every call works on this directory's descriptor, so renaming or replacing the directory's own path in between cannot
/// redirect it. Safe from any thread.
package final class Directory: Sendable {
    /// The path it was opened by, for messages.
    package let path: FilePath
    let descriptor: OwnedDescriptor

    /// Opens a directory; symbolic links in `path` itself are followed.
    ///
    /// - Throws: `FileError` of open(2).
    package init(_ path: FilePath) throws(FileError) {
        let raw = path.withCString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard raw >= 0 else { throw .current("open", path) }
        self.path = path
        descriptor = OwnedDescriptor(raw)
    }

    private init(path: FilePath, descriptor: consuming OwnedDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    /// Makes a system call on a name; 0 is success.
    ///
    /// The name's directory is opened first, without following a link on the way: the calls themselves follow links in
    /// the middle of a path.
    /// - Throws: `FileError` of the call, or of openat2(2).
    func call(
        _ operation: String, _ name: FilePath,
        _ body: (_ directory: CInt, _ name: UnsafePointer<CChar>) -> CInt
    ) throws(FileError) {
        guard name.directory.isEmpty else {
            return try directory(name.directory).call(operation, name.lastComponent, body)
        }
        let result = name.withCString { body(descriptor.raw, $0) }
        guard result == 0 else { throw .current(operation, path(of: name)) }
    }

    /// The path of a name below, for messages.
    package func path(of name: FilePath) -> FilePath { path.appending(name) }

    /// Opens a directory below this one.
    ///
    /// - Throws: `FileError`; `ELOOP` where a symbolic link is in the way.
    package func directory(_ name: FilePath) throws(FileError) -> Directory {
        let opened = try open(name, flags: O_RDONLY | O_DIRECTORY, operation: "open")
        return Directory(path: path(of: name), descriptor: opened)
    }

    /// Opens a file for reading without waiting (a FIFO does not hang), following no symbolic link.
    ///
    /// - Throws: `FileError` of openat2(2).
    package func openForReading(_ name: FilePath) throws(FileError) -> OwnedDescriptor {
        try open(name, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW, operation: "open")
    }

    /// Creates a file that must not exist, for reading and writing, with a mode that the umask narrows.
    ///
    /// - Throws: `FileError`; `EEXIST` where the name is taken.
    package func create(_ name: FilePath, mode: UInt32 = 0o644) throws(FileError) -> OwnedDescriptor {
        try open(name, creating: O_RDWR | O_EXCL, operation: "create", mode: mode)
    }

    /// Opens a file, and makes it where it is not there.
    ///
    /// Its directory is opened first, without following a link on the way, and no link is followed from there.
    func open(
        _ name: FilePath, creating flags: CInt, operation: String, mode: UInt32
    ) throws(FileError) -> OwnedDescriptor {
        guard name.directory.isEmpty else {
            return try directory(name.directory).open(
                name.lastComponent, creating: flags, operation: operation, mode: mode)
        }
        let raw = name.withCString {
            openat(descriptor.raw, $0, flags | O_CREAT | O_NOFOLLOW | O_CLOEXEC, mode)
        }
        guard raw >= 0 else { throw .current(operation, path(of: name)) }
        return OwnedDescriptor(raw)
    }

    func open(
        _ name: FilePath, flags: CInt, operation: String
    ) throws(FileError) -> OwnedDescriptor {
        let resolve = UInt64(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)
        let target: FilePath = name.isEmpty ? "." : name
        while true {
            let raw = target.withCString {
                benchd_openat2(descriptor.raw, $0, UInt64(flags | O_CLOEXEC), 0, resolve)
            }
            if raw >= 0 { return OwnedDescriptor(raw) }
            // EAGAIN: a rename raced with the lookup (openat2(2), RESOLVE_BENEATH).
            guard errno == EINTR || errno == EAGAIN else { throw .current(operation, path(of: name)) }
        }
    }

    /// A path that leads to this very directory in this process, whatever its name is now (proc(5)).
    package var processPath: String { "/proc/self/fd/\(descriptor.raw)" }

    /// What this directory itself is.
    ///
    /// - Throws: `FileError` of fstat(2).
    package func status() throws(FileError) -> FileStatus {
        try descriptor.status(path: path)
    }

    /// Whether a directory that was opened below this one is still what its name means.
    package func has(_ opened: Directory) -> Bool {
        // What cannot be looked at cannot be worked in either: opening it again says why.
        guard let own = try? opened.status(), let named = try? status(of: opened.path.lastComponent) else {
            return false
        }
        return own.identity == named.identity
    }

    /// Makes renames, creations and removals in this directory durable (fsync(2) on the directory).
    ///
    /// - Throws: `FileError` of fsync(2).
    package func synchronize() throws(FileError) {
        try descriptor.synchronize(path: path)
    }

    /// Bytes that an unprivileged writer may still use on this directory's filesystem.
    ///
    /// - Throws: `FileError` of fstatvfs(3).
    package func availableByteCount() throws(FileError) -> Int {
        var status = statvfs()
        guard fstatvfs(descriptor.raw, &status) == 0 else { throw .current("statvfs", path) }
        let (product, overflows) = UInt64(status.f_bavail).multipliedReportingOverflow(
            by: UInt64(status.f_frsize))
        // A filesystem over the network may claim to have no end.
        return overflows ? .max : Int(clamping: product)
    }

    /// What kind of filesystem this directory lies on.
    package func filesystem() -> Filesystem { Filesystem(of: descriptor.raw) }
}
