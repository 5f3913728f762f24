import System

/// Walks through `inbox/.rejected/`.
struct RejectedSweep {
    /// What is being removed: a crash in between leaves no rejected drop that lacks a file.
    private static let doomedPrefix = ".old-"

    private let directory: Directory
    private let names: DirectoryStream
    private let retention: Retention
    private(set) var removedCount = 0

    init(_ inbox: Directory, _ retention: Retention) throws(FileError) {
        self.retention = retention
        directory = try inbox.directory(RejectedDrops.directoryName)
        names = try directory.stream()
    }

    /// Takes one step; false at the end.
    mutating func advance() throws(FileError) -> Bool {
        guard let name = try names.next() else { return false }
        if name.hasPrefix(Self.doomedPrefix) {
            try remove(name)
        } else if !name.isHidden, let status = try directory.statusIfPresent(of: name),
            status.kind == .directory, retention.mayGo(status)
        {
            let doomed = FilePath(bytes: Array(Self.doomedPrefix.utf8) + name.bytes)
            try directory.rename(name, into: directory, as: doomed)
            try remove(doomed)
            removedCount += 1
        }
        return true
    }

    private func remove(_ name: FilePath) throws(FileError) {
        try directory.directory(name).removeContents()
        try directory.removeDirectory(name)
    }
}
