import JSON
import System

// What shows that a file is raw, beyond its path.

extension RawFile {
    /// Whether a file that is no report has such a key, as far as it can be read.
    ///
    /// - Throws: `FileError` of read(2).
    static func isRaw(_ staged: StagedFile) throws(FileError) -> Bool {
        let file = try staged.open()
        let descriptor = file.raw
        var position = 0
        var scanner = JSONScanner { (buffer) throws(FileError) in
            let count = try OwnedDescriptor.read(descriptor, at: position, into: &buffer, path: staged.path)
            position += count
            return count
        }
        var isRaw = false
        do {
            guard try scanner.kind() == .object else { return false }
            try scanner.object { (scanner, key) throws(JSONReadError) in
                isRaw = isRaw || Self.isRaw(topKey: key.text)
                try scanner.skip()
            }
        } catch {
            if case .file(let error) = error { throw error }
            // What comes before the fault counts.
        }
        return isRaw
    }
}

extension InboxFolders {
    /// Whether a file belongs to a results directory: one that holds a report, or has the notice of one.
    ///
    /// - Throws: `FileError` of fstatat(2).
    func isRaw(_ path: FilePath) throws(FileError) -> Bool {
        if RawFile.isRaw(path) { return true }
        for directory in RawFile.directories(above: path) {
            let report = directory.appending(RawFile.report)
            if try root.statusIfPresent(of: report)?.kind == .regular { return true }
            if try notices.hasNotice(of: report) { return true }
        }
        return false
    }
}
