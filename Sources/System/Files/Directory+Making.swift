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

    fileprivate func isEmpty() throws(FileError) -> Bool { try stream().next() == nil }
}

/// Makes directories below one, so that those that have the same one above them share its sync.
package struct DirectoryMaker {
    private let root: Directory
    private var made: [FilePath: Directory] = [:]
    /// Directories with new names in them that are not durable yet, by path.
    private var unsynced: [FilePath: Directory] = [:]

    /// A maker of directories below one that is durable.
    package init(below root: Directory) { self.root = root }

    /// Makes and opens a directory, with the missing ones above it; it is durable after `synchronize()`.
    ///
    /// - Throws: `FileError` of mkdir(2), open(2) or fsync(2).
    package mutating func directory(_ path: FilePath) throws(FileError) -> Directory {
        if path.isEmpty { return root }
        if let known = made[path] { return known }
        let parent = try directory(path.directory)
        // See `creatingDirectory`: one that has something in it counts as durable.
        if !path.directory.isEmpty {
            try unsynced.removeValue(forKey: path.directory.directory)?.synchronize()
        }
        let directory = try parent.makingDirectory(path.lastComponent)
        if try directory.isEmpty() { unsynced[path.directory] = parent }
        made[path] = directory
        return directory
    }

    /// Makes what was made durable; before it, nothing may be put into one of the directories.
    ///
    /// - Throws: `FileError` of fsync(2).
    package mutating func synchronize() throws(FileError) {
        for directory in unsynced.values { try directory.synchronize() }
        unsynced = [:]
    }
}
