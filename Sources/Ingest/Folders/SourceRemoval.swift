import Glibc
import System

/// Removes what ended from the inbox: by way of `.taken/` in its directory, where no new drop can take its place.
struct SourceRemoval {
    static let directoryName: FilePath = ".taken"

    let inbox: Directory

    /// Removes a file if its name still means what was seen; nothing of it is read.
    ///
    /// - Throws: `FileError` where it is still there and cannot be removed.
    func remove(_ path: FilePath, ifStill sight: FileSight) throws(FileError) {
        do {
            let parent = try inbox.directory(path.directory)
            guard try FileSight(parent.status(of: path.lastComponent)) == sight else { return }
            let aside = try parent.makingDirectory(Self.directoryName)
            // If `.taken/` stays, the next removal in this directory uses and removes it, or the next start
            // does.
            defer { try? parent.removeDirectory(Self.directoryName) }
            if try inbox.move(path, ifStill: sight, into: aside) { try aside.remove(path.lastComponent) }
            // Not synced: should a power cut bring the file back, its digest keeps it one run.
        } catch  where error.isMissing {
            return
        }
    }

    /// What a crash left in the `.taken/` of a directory; the digest is nil for what was never filed: what is no file, or
    /// has more than `limit` bytes.
    ///
    /// - Throws: `FileError`.
    func leftovers(
        in directory: FilePath, limit: Int
    ) throws(FileError) -> [(name: FilePath, digest: Digest?)] {
        do {
            let aside = try inbox.directory(directory.appending(Self.directoryName))
            return try aside.names().map { (name) throws(FileError) in
                let status = try aside.status(of: name)
                guard status.kind == .regular, status.byteCount <= limit else { return (name, nil) }
                let file = try aside.openForReading(name)
                return (name, try file.digest(path: aside.path(of: name)))
            }
        } catch  where error.isMissing {
            return []
        }
    }

    /// Removes a leftover that was filed; any other goes back to its name, to be seen again.
    ///
    /// - Throws: `FileError`.
    func end(_ name: FilePath, in directory: FilePath, isFiled: Bool) throws(FileError) {
        let parent = try inbox.directory(directory)
        let aside = try parent.directory(Self.directoryName)
        do {
            if isFiled {
                try aside.remove(name)
            } else {
                try aside.giveBack(name, to: parent)
            }
        } catch  where error.errno == EEXIST {
            // Its sender has replaced it meanwhile.
            try aside.remove(name)
        }
    }

    /// Removes the `.taken/` of a directory where it is empty.
    func tidy(_ directory: FilePath) {
        // If it is not empty, it has files that could not be put back; the next start finds them.
        try? inbox.directory(directory).removeDirectory(Self.directoryName)
    }
}
