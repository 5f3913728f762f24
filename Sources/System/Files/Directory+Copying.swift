import CLinux
import Glibc

// What a copy of a directory needs.

extension Directory {
    /// Gives a file a second name in `other`, on the same filesystem (linkat(2)).
    ///
    /// - Returns: false where the filesystem or the file cannot have one, so that it must be copied.
    /// - Throws: `FileError` of linkat(2), such as `ENOENT` and `EEXIST`.
    package func linked(_ name: FilePath, into other: Directory) throws(FileError) -> Bool {
        let result = name.withCString { linkat(descriptor.raw, $0, other.descriptor.raw, $0, 0) }
        if result == 0 { return true }
        if [EXDEV, EPERM, EMLINK, EOPNOTSUPP, ENOSYS].contains(errno) { return false }
        throw .current("link to \(other.path(of: name)) from", path(of: name))
    }

    /// Sets when the content of a file counts as last changed (utimensat(2)), in nanoseconds since 1970.
    ///
    /// - Throws: `FileError` of utimensat(2).
    package func setModified(_ name: FilePath, to nanoseconds: Int64) throws(FileError) {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let isEarly = rest < 0
        var times = [
            timespec(tv_sec: 0, tv_nsec: benchd_utime_omit),
            timespec(
                tv_sec: Int(seconds) - (isEarly ? 1 : 0), tv_nsec: Int(isEarly ? rest + 1_000_000_000 : rest)),
        ]
        try call("utimens", name) { utimensat($0, $1, &times, AT_SYMLINK_NOFOLLOW) }
    }

    /// Has a name lead to `target`, whatever link it was before (symlink(2)).
    ///
    /// - Throws: `FileError`; then the name is what it was.
    package func replaceLink(_ name: FilePath, to target: FilePath) throws(FileError) {
        let temporary = FilePath(".link-\(UInt64.random(in: 0 ... .max))")
        try call("symlink", temporary) { (directory, link) in
            target.withCString { symlinkat($0, directory, link) }
        }
        do {
            try renameReplacing(temporary, into: self, as: name)
        } catch {
            // The first failure is the one that matters.
            try? remove(temporary)
            throw error
        }
    }

    /// Waits until the disk has all that was written to the filesystem of this directory (syncfs(2)).
    ///
    /// - Throws: `FileError` of syncfs(2).
    package func synchronizeFilesystem() throws(FileError) {
        guard benchd_syncfs(descriptor.raw) == 0 else { throw .current("syncfs", path) }
    }
}
