import Glibc

// What is in a directory.

extension Directory {
    /// What a name stands for, a symbolic link not followed.
    ///
    /// - Throws: `FileError`; see `FileError.isMissing`.
    package func status(of name: FilePath) throws(FileError) -> FileStatus {
        var status = stat()
        try call("stat", name) { fstatat($0, $1, &status, AT_SYMLINK_NOFOLLOW) }
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

    /// The names in this directory, without `.` and `..`, in no order.
    ///
    /// - Throws: `FileError` of openat2(2), fdopendir(3) or readdir(3).
    package func names() throws(FileError) -> [FilePath] {
        let stream = try stream()
        var names: [FilePath] = []
        while let name = try stream.next() { names.append(name) }
        return names
    }

    /// The names in this directory, without `.` and `..`, in no order, one after the other.
    ///
    /// - Throws: `FileError` of openat2(2) or fdopendir(3).
    package func stream() throws(FileError) -> DirectoryStream {
        try DirectoryStream(open("", flags: O_RDONLY | O_DIRECTORY, operation: "open"), path: path)
    }
}
