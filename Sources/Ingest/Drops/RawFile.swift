import JSON
import System

/// Which `.json` files belong to a results directory that a rig syncs as a whole, and are no reports (docs/drop-protocol.md).
enum RawFile {
    static let report: FilePath = "aggregated_report.json"
    private static let rawKeys: Set<String> = ["sysstat", "fio version"]

    /// Whether a path says that a file is raw: one below `run_<n>/` or `system_info/`.
    static func isRaw(_ path: FilePath) -> Bool {
        path.lastComponent != report && path.directory.components.contains(where: isOfRun)
    }

    private static func isOfRun(_ directory: FilePath) -> Bool {
        if directory == "system_info" { return true }
        guard directory.hasPrefix("run_") else { return false }
        let number = directory.bytes.dropFirst(4)
        return !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether a key at the top of an object says that it is what a tool has written.
    static func isRaw(topKey: String) -> Bool { rawKeys.contains(topKey) }

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

    /// The directories in which a report makes a file raw: its own and those above, without the rig's own.
    static func directories(above path: FilePath) -> [FilePath] {
        guard path.lastComponent != report else { return [] }
        var directories: [FilePath] = []
        var directory = path.directory
        while directory.components.count > 1 {
            directories.append(directory)
            directory = directory.directory
        }
        return directories
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
            if try receipts.hasReceipt(of: report) { return true }
        }
        return false
    }
}
