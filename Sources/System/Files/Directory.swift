import CLinux
import Glibc

/// An open directory; names are resolved below it and never lead out of it or through a symbolic link.
///
/// Every call is one system call on this directory's descriptor, so renaming or replacing the directory's own
/// path in between cannot redirect it.
package final class Directory: Sendable {
    /// The path it was opened by, for messages.
    package let path: FilePath
    let descriptor: OwnedDescriptor

    /// Opens a directory.
    ///
    /// - Throws: `FileError` when there is none.
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

    /// Makes a directory with the missing ones above it, and opens it.
    ///
    /// - Throws: `FileError` of mkdir(2) or open(2).
    package static func creating(_ path: FilePath) throws(FileError) -> Directory {
        var partial = FilePath(path.hasPrefix("/") ? "/" : "")
        for component in path.components {
            partial = partial.appending(component)
            let result = partial.withCString { mkdir($0, 0o755) }
            guard result == 0 || errno == EEXIST || errno == EISDIR else { throw .current("mkdir", partial) }
            if result == 0 { try Directory(partial.appending("..")).synchronize() }
        }
        let directory = try Directory(path)
        // See `creatingDirectory`. One that others made may lie where we cannot read, and is theirs to make durable.
        if try directory.isEmpty() { try? Directory(path.appending("..")).synchronize() }
        return directory
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

    /// Makes and opens a directory that need not outlast a power cut, where it is not there already.
    ///
    /// - Throws: `FileError` of mkdirat(2) or openat2(2); `EEXIST` where the name is that of something else.
    package func makingDirectory(_ name: FilePath) throws(FileError) -> Directory {
        let result = name.withCString { mkdirat(descriptor.raw, $0, 0o755) }
        guard result == 0 || errno == EEXIST else { throw .current("mkdir", path(of: name)) }
        do {
            return try directory(name)
        } catch  where error.errno == ENOTDIR || error.errno == ELOOP {
            throw FileError(operation: "mkdir", path: path(of: name), errno: EEXIST)
        }
    }

    /// Makes and opens a directory below this one, with the missing ones between; all of them are durable then.
    ///
    /// - Throws: `FileError` of mkdir(2), open(2) or fsync(2).
    package func creatingDirectory(_ name: FilePath) throws(FileError) -> Directory {
        var current = self
        for component in name.components {
            let next = try current.makingDirectory(component)
            // The sync comes before anything is put into it, so one that is not empty has had it.
            if try next.isEmpty() { try current.synchronize() }
            current = next
        }
        return current
    }

    /// Opens a file for reading without waiting (a FIFO does not hang), following no symbolic link.
    ///
    /// - Throws: `FileError` of openat2(2).
    package func openForReading(_ name: FilePath) throws(FileError) -> OwnedDescriptor {
        try open(name, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW, operation: "open")
    }

    /// Creates a file that must not exist, for writing, with a mode that the umask narrows.
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

    /// What a name stands for, a symbolic link not followed.
    ///
    /// - Throws: `FileError`; see `FileError.isMissing`.
    package func status(of name: FilePath) throws(FileError) -> FileStatus {
        var status = stat()
        let result = name.withCString { fstatat(descriptor.raw, $0, &status, AT_SYMLINK_NOFOLLOW) }
        guard result == 0 else { throw .current("stat", path(of: name)) }
        return FileStatus(status)
    }

    /// What a name stands for, or nil where there is nothing.
    ///
    /// - Throws: `FileError` other than a missing file.
    package func statusIfPresent(of name: FilePath) throws(FileError) -> FileStatus? {
        do {
            return try status(of: name)
        } catch  where error.isMissing {
            return nil
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

    /// The names in this directory, without `.` and `..`, in no order.
    ///
    /// - Throws: `FileError` of readdir(3).
    package func names() throws(FileError) -> [FilePath] {
        let stream = try stream()
        var names: [FilePath] = []
        while let name = try stream.next() { names.append(name) }
        return names
    }

    /// The names in this directory, without `.` and `..`, in no order, one after the other.
    ///
    /// - Throws: `FileError` of openat2(2).
    package func stream() throws(FileError) -> DirectoryStream {
        try DirectoryStream(open("", flags: O_RDONLY | O_DIRECTORY, operation: "open"), path: path)
    }

    /// Whether a directory that was opened below this one is still what its name means.
    package func has(_ opened: Directory) -> Bool {
        // What cannot be looked at cannot be worked in either: opening it again says why.
        guard let own = try? opened.status(), let named = try? status(of: opened.path.lastComponent) else {
            return false
        }
        return own.identity == named.identity
    }

    private func isEmpty() throws(FileError) -> Bool { try stream().next() == nil }

    /// Renames into `other` and fails where the new name is taken (renameat2(2), RENAME_NOREPLACE).
    ///
    /// NFS and most of FUSE do not know that flag; there only a look says that the name is free, so `other` should be
    /// a directory that no one else writes to.
    /// - Throws: `FileError`; `EEXIST` where the name is taken.
    package func rename(
        _ name: FilePath, into other: Directory, as newName: FilePath
    ) throws(FileError) {
        if try renamedWithoutReplacing(name, into: other, as: newName) { return }
        guard try other.statusIfPresent(of: newName) == nil else {
            throw FileError(operation: "rename", path: other.path(of: newName), errno: EEXIST)
        }
        try renameReplacing(name, into: other, as: newName)
    }

    /// Renames a file into a directory that others write to, and fails where the name is taken.
    ///
    /// Where a rename cannot spare what has the name, a link does, which never replaces (link(2)).
    /// - Throws: `FileError`; `EEXIST` where the name is taken.
    package func giveBack(_ name: FilePath, to other: Directory) throws(FileError) {
        if try renamedWithoutReplacing(name, into: other, as: name) { return }
        let result = name.withCString { linkat(descriptor.raw, $0, other.descriptor.raw, $0, 0) }
        guard result == 0 else { throw .current("link to \(other.path(of: name)) from", path(of: name)) }
        try remove(name)
    }

    /// False where the filesystem cannot do it in one step.
    private func renamedWithoutReplacing(
        _ name: FilePath, into other: Directory, as newName: FilePath
    ) throws(FileError) -> Bool {
        let result = name.withCString { old in
            newName.withCString { new in
                benchd_rename_noreplace(descriptor.raw, old, other.descriptor.raw, new)
            }
        }
        if result == 0 { return true }
        let error = FileError.current("rename to \(other.path(of: newName)) from", path(of: name))
        guard error.errno == EINVAL else { throw error }
        return false
    }

    /// Renames into `other`, replacing what has the new name.
    ///
    /// - Throws: `FileError` of renameat(2).
    package func renameReplacing(
        _ name: FilePath, into other: Directory, as newName: FilePath
    ) throws(FileError) {
        let result = name.withCString { old in
            newName.withCString { new in renameat(descriptor.raw, old, other.descriptor.raw, new) }
        }
        guard result == 0 else { throw .current("rename to \(other.path(of: newName)) from", path(of: name)) }
    }

    /// Removes a file.
    ///
    /// - Throws: `FileError` of unlinkat(2).
    package func remove(_ name: FilePath) throws(FileError) {
        let result = name.withCString { unlinkat(descriptor.raw, $0, 0) }
        guard result == 0 else { throw .current("unlink", path(of: name)) }
    }

    /// Removes an empty directory.
    ///
    /// - Throws: `FileError` of unlinkat(2); `ENOTEMPTY` where something is in it.
    package func removeDirectory(_ name: FilePath) throws(FileError) {
        let result = name.withCString { unlinkat(descriptor.raw, $0, AT_REMOVEDIR) }
        guard result == 0 else { throw .current("rmdir", path(of: name)) }
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
