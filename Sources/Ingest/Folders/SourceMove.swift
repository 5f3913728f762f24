import Glibc
import System

extension Directory {
    /// Moves a file out of this inbox if its name still means what was seen and nobody writes to it.
    ///
    /// A look before a rename or an unlink leaves a gap in which a new drop can take the name. So the look that counts
    /// comes after the rename, and what turns out to be another file goes back to its name, to be seen again.
    /// - Returns: whether it was moved.
    /// - Throws: `FileError`; then the file is where it was, or in `target`.
    func move(_ path: FilePath, ifStill sight: FileSight, into target: Directory) throws(FileError) -> Bool {
        let name = path.lastComponent
        do {
            let parent = try directory(path.directory)
            guard try FileSight(parent.status(of: name)) == sight else { return false }
            try parent.rename(name, into: target, as: name)
            if try target.hasUnwritten(name, sight) { return true }
            do {
                try target.giveBack(name, to: parent)
                return false
            } catch  where error.errno == EEXIST {
                // Its sender has replaced it meanwhile.
                return true
            }
        } catch  where error.isMissing {
            return false
        }
    }

    /// Whether a name means the file that was seen, and nobody has it open for writing.
    ///
    /// The ctime is not compared: the rename set it.
    private func hasUnwritten(_ name: FilePath, _ sight: FileSight) throws(FileError) -> Bool {
        guard try status(of: name).kind == .regular else { return false }
        let file = try openForReading(name)
        let status = try file.status(path: path(of: name))
        return status.identity == sight.identity && status.byteCount == sight.byteCount
            && status.modified == sight.modified && file.writers() != .some
    }
}
