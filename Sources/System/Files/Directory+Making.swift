import Glibc

// Directories that are made.

extension Directory {
    /// Makes a directory with the missing ones above it, and opens it.
    ///
    /// - Throws: `FileError` of mkdir(2), open(2) or fsync(2).
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

    /// Makes and opens a directory that need not outlast a power cut, where it is not there already.
    ///
    /// - Throws: `FileError` of mkdirat(2) or openat2(2); `EEXIST` where the name is that of something else.
    package func makingDirectory(_ name: FilePath) throws(FileError) -> Directory {
        do {
            try call("mkdir", name) { mkdirat($0, $1, 0o755) }
        } catch  where error.errno == EEXIST {
            // Opening it says whether it is a directory.
        }
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

    private func isEmpty() throws(FileError) -> Bool { try stream().next() == nil }
}
