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
        return !number.isEmpty && number.allSatisfy(\.isDigit)
    }

    /// Whether a key at the top of an object says that it is what a tool has written.
    static func isRaw(topKey: String) -> Bool { rawKeys.contains(topKey) }

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
