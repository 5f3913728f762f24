import Glibc
import Store

/// Removes what ended from the inbox: by way of `.taken/` in its directory, where no new drop can take its place.
struct SourceRemoval {
    static let directoryName: FilePath = ".taken"

    let inbox: Directory

    /// Removes a file if its name still means what was seen, with nothing but its ctime changed where it still has `digest`.
    ///
    /// - Throws: `FileError` where it is still there and cannot be removed.
    func remove(_ path: FilePath, ifStill sight: FileSight, digest: Digest?) throws(FileError) {
        do {
            let parent = try inbox.directory(path.directory)
            guard let sight = try current(path, in: parent, like: sight, digest) else { return }
            let aside = try parent.makingDirectory(Self.directoryName)
            defer { try? parent.removeDirectory(Self.directoryName) }
            if try inbox.move(path, ifStill: sight, into: aside) { try aside.remove(path.lastComponent) }
            // Not synced: should a power cut bring the file back, its digest keeps it one run.
        } catch  where error.isMissing {
            return
        }
    }

    /// What a name means now, where that is what was seen: taking away another name of a file changes its ctime.
    private func current(
        _ path: FilePath, in parent: Directory, like sight: FileSight, _ digest: Digest?
    ) throws(FileError) -> FileSight? {
        let current = FileSight(try parent.status(of: path.lastComponent))
        if current == sight { return current }
        guard current.identity == sight.identity, current.byteCount == sight.byteCount, let digest else {
            return nil
        }
        let file = try parent.openForReading(path.lastComponent)
        guard try FileSight(file.status(path: path)) == current else { return nil }
        return try file.digest(path: path) == digest ? current : nil
    }

    /// What a crash left in the `.taken/` of a directory; the digest is nil for what is no file.
    ///
    /// - Throws: `FileError`.
    func leftovers(in directory: FilePath) throws(FileError) -> [(name: FilePath, digest: Digest?)] {
        do {
            let aside = try inbox.directory(directory.appending(Self.directoryName))
            return try aside.names().map { (name) throws(FileError) in
                guard try aside.status(of: name).kind == .regular else { return (name, nil) }
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
        try? inbox.directory(directory).removeDirectory(Self.directoryName)
    }
}
