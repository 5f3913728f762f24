import Model
import Synchronization
import System

/// The inbox that is there now, with the directories in it that are ours.
struct InboxFolders: Sendable {
    fileprivate static let uploadsName: FilePath = ".uploads"

    let root: Directory
    /// Where uploads are spooled.
    var uploads: Directory
    let notices: InboxNotices
    let rejections: Rejections

    /// Opens the folders of an inbox, making those that are missing.
    ///
    /// - Throws: `FileError` where nothing can be written there.
    init(root: Directory, links: Links) throws(FileError) {
        self.root = root
        uploads = try root.makingDirectory(Self.uploadsName)
        notices = try InboxNotices(inbox: root, links: links)
        rejections = Rejections(inbox: root, notices: notices, kept: try RejectedDrops(inbox: root))
    }

    /// Ends what was under way when benchd last worked in this inbox; false where a rejection stays unfinished.
    ///
    /// - Throws: `FileError` where nothing can be removed there.
    func recover(log: LogSink) throws(FileError) -> Bool {
        // These uploads were not acknowledged.
        try uploads.removeContents()
        try notices.removeTemporaries()
        do {
            try rejections.resume(log: log)
            return true
        } catch {
            log(.error, "cannot finish a rejection yet, and tries again after growing pauses: \(error)")
            return false
        }
    }
}

extension InboxFolders {
    /// Whether notices and rejections still have their names: `rsync --delete` to the inbox removes them.
    func isIntact() -> Bool {
        root.has(notices.directory) && root.has(rejections.kept.directory)
    }
}

extension Directory {
    /// Whether a path of this inbox means a file now.
    func hasFile(_ path: FilePath) -> Bool {
        // If the status fails, the next event or the next scan sees the file.
        (try? directory(path.directory).status(of: path.lastComponent))?.kind == .regular
    }
}

/// The inbox folders that the filing thread works in, for any thread to look at; nil while there are none.
final class CurrentInbox: Sendable {
    private let current: Mutex<InboxFolders?>

    init(_ folders: InboxFolders) {
        current = Mutex(folders)
    }

    var folders: InboxFolders? { current.withLock { $0 } }

    func set(_ folders: InboxFolders?) {
        current.withLock { $0 = folders }
    }

    /// Where uploads are spooled; made again if someone removed it.
    ///
    /// It does not have to survive a power cut.
    func spool() throws(FileError) -> Directory? {
        try current.withLock { (folders) throws(FileError) in
            guard let found = folders else { return nil }
            if !found.root.has(found.uploads) {
                folders?.uploads = try found.root.makingDirectory(InboxFolders.uploadsName)
            }
            return folders?.uploads
        }
    }
}
