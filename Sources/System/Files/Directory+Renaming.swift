import CLinux
import Glibc

// Renames below directories, with and without replacing.

extension Directory {
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
        try call("link", name, other, name) { linkat($0, $1, $2, $3, 0) }
        try remove(name)
    }

    /// False where the filesystem cannot do it in one step.
    private func renamedWithoutReplacing(
        _ name: FilePath, into other: Directory, as newName: FilePath
    ) throws(FileError) -> Bool {
        do {
            try call("rename", name, other, newName) { benchd_rename_noreplace($0, $1, $2, $3) }
            return true
        } catch  where error.errno == EINVAL {
            return false
        }
    }

    /// Renames into `other`, replacing what has the new name.
    ///
    /// - Throws: `FileError` of renameat(2).
    package func renameReplacing(
        _ name: FilePath, into other: Directory, as newName: FilePath
    ) throws(FileError) {
        try call("rename", name, other, newName) { renameat($0, $1, $2, $3) }
    }

    /// Makes a system call on a name here and one in `other`, without following a link on the way to either.
    private func call(
        _ operation: String, _ name: FilePath, _ other: Directory, _ newName: FilePath,
        _ body: (CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>) -> CInt
    ) throws(FileError) {
        if !name.directory.isEmpty {
            return try directory(name.directory).call(operation, name.lastComponent, other, newName, body)
        }
        if !newName.directory.isEmpty {
            let target = try other.directory(newName.directory)
            return try call(operation, name, target, newName.lastComponent, body)
        }
        let result = name.withCString { old in
            newName.withCString { new in body(descriptor.raw, old, other.descriptor.raw, new) }
        }
        guard result == 0 else {
            throw .current("\(operation) to \(other.path(of: newName)) from", path(of: name))
        }
    }
}
