import Glibc

extension Directory {
    /// Removes a file.
    ///
    /// - Throws: `FileError` of unlinkat(2).
    package func remove(_ name: FilePath) throws(FileError) {
        try call("unlink", name) { unlinkat($0, $1, 0) }
    }

    /// Removes an empty directory.
    ///
    /// - Throws: `FileError` of unlinkat(2); `ENOTEMPTY` where something is in it.
    package func removeDirectory(_ name: FilePath) throws(FileError) {
        try call("rmdir", name) { unlinkat($0, $1, AT_REMOVEDIR) }
    }

    /// Removes everything in this directory, directories with what they hold.
    ///
    /// A directory that is not empty moves up into this one first, so a tree of any depth costs two descriptors and no
    /// stack.
    /// - Throws: `FileError` at the first name that cannot be removed.
    package func removeContents() throws(FileError) {
        var pending = try names()
        var number = 0
        while let name = pending.popLast() {
            guard try status(of: name).kind == .directory else {
                try remove(name)
                continue
            }
            let directory = try directory(name)
            for inner in try directory.names() {
                if try directory.status(of: inner).kind != .directory {
                    try directory.remove(inner)
                } else if try !directory.removedIfEmpty(inner) {
                    pending.append(try directory.moveUp(inner, into: self, &number))
                }
            }
            try removeDirectory(name)
        }
    }

    private func removedIfEmpty(_ name: FilePath) throws(FileError) -> Bool {
        do {
            try removeDirectory(name)
            return true
        } catch  where error.errno == ENOTEMPTY || error.errno == EEXIST {
            return false
        }
    }

    /// Returns its new name, which no other had.
    private func moveUp(
        _ name: FilePath, into target: Directory, _ number: inout Int
    ) throws(FileError) -> FilePath {
        while true {
            number += 1
            let free = FilePath(".removed-\(number)")
            do {
                try rename(name, into: target, as: free)
                return free
            } catch  where error.errno == EEXIST {
                continue
            }
        }
    }
}
