import System

/// Walks through `inbox/.receipts/`, whose directories are as large and as many as rigs make them: one name at a time,
/// with one open directory a level.
struct NoticeSweep {
    private struct Level {
        let path: FilePath
        let directory: Directory
        let names: DirectoryStream
        /// Whether nothing stays in it.
        var isEmpty = true
    }

    /// Notices further down stay: no rig nests so deep, and every level holds descriptors.
    private static let deepest = 100

    private let inbox: Directory
    private let notices: InboxNotices
    private let retention: Retention
    private var levels: [Level]
    private(set) var removedCount = 0

    init(_ inbox: Directory, _ retention: Retention) throws(FileError) {
        self.inbox = inbox
        self.retention = retention
        notices = try InboxNotices(inbox: inbox)
        let directory = notices.directory
        levels = [Level(path: "", directory: directory, names: try directory.stream())]
    }

    /// Takes one step; false at the end.
    mutating func advance() throws(FileError) -> Bool {
        guard let level = levels.last else { return false }
        if let name = try level.names.next() {
            // Ours: what is on its way to its name.
            if !name.isHidden || name == NoticePlace.byDigest { try visit(name, in: level) }
        } else {
            levels.removeLast()
            leave(level)
        }
        return true
    }

    private mutating func visit(_ name: FilePath, in level: Level) throws(FileError) {
        guard let status = try level.directory.statusIfPresent(of: name) else { return }
        let path = level.path.appending(name)
        if status.kind == .directory, levels.count < Self.deepest {
            let directory = try level.directory.directory(name)
            levels.append(Level(path: path, directory: directory, names: try directory.stream()))
        } else if status.kind == .regular, retention.mayGo(status), try !isAwaited(path) {
            try level.directory.remove(name)
            removedCount += 1
        } else {
            levels[levels.count - 1].isEmpty = false
        }
    }

    /// Whether the file it speaks of still lies in the inbox: it could not be removed, and was filed all the same.
    private func isAwaited(_ place: FilePath) throws(FileError) -> Bool {
        guard let file = notices.path(ofNoticeAt: place) else { return NoticePlace.givesPath(place) }
        if try isOfRawFiles(file) { return true }
        return try inbox.statusIfPresent(of: file) != nil
    }

    /// Whether a report has left files in its directory: its notice says that they are raw.
    private func isOfRawFiles(_ file: FilePath) throws(FileError) -> Bool {
        guard file.lastComponent == RawFile.report, file.directory.components.count > 1,
            try inbox.statusIfPresent(of: file.directory)?.kind == .directory
        else { return false }
        return try inbox.directory(file.directory).stream().next() != nil
    }

    private mutating func leave(_ level: Level) {
        guard let last = levels.indices.last else { return }
        do throws(FileError) {
            guard level.isEmpty else {
                levels[last].isEmpty = false
                return
            }
            try levels[last].directory.removeDirectory(level.path.lastComponent)
        } catch {
            // A notice has come meanwhile.
            levels[last].isEmpty = false
        }
    }
}
