import System

/// The inbox that the filing thread works in, and the directories in it that are ours; used by that thread alone.
struct FilingInbox {
    let settings: IngestSettings
    let log: LogSink
    /// Gets the folders that are worked in, for other threads to look at; nil while there are none.
    private let publish: (InboxFolders?) -> Void
    /// Nil while the inbox is gone.
    private(set) var root: Directory?
    /// Nil until something can be written in `root`.
    private(set) var folders: InboxFolders?
    /// Whether `root` may hold what an earlier end left in it.
    private var isNew = false

    init(
        _ folders: InboxFolders, settings: IngestSettings, log: @escaping LogSink,
        publish: @escaping (InboxFolders?) -> Void
    ) {
        root = folders.root
        self.folders = folders
        self.settings = settings
        self.log = log
        self.publish = publish
    }

    /// Works in another directory; in none while it is nil, so that nothing keeps the old one from being unmounted.
    mutating func use(_ root: Directory?) {
        self.root = root
        isNew = true
        folders = nil
        if root == nil { publish(nil) }
    }

    /// Opens the folders, making those that somebody removed.
    ///
    /// - Parameter hasUnfinished: Called where a rejection stays unfinished that an earlier end left.
    /// - Returns: The folders; nil while the inbox is gone.
    /// - Throws: `FileError` where nothing can be written there.
    mutating func open(hasUnfinished: () -> Void) throws(FileError) -> InboxFolders? {
        if folders?.isIntact() == false { folders = nil }
        if folders == nil, let root {
            let opened = try InboxFolders(root: root, links: settings.links)
            if isNew, try !opened.recover(log: log) { hasUnfinished() }
            isNew = false
            folders = opened
            publish(opened)
        }
        return folders
    }
}
