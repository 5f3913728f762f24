package import Archives
package import Model
package import System

/// How long drops wait and how large they may be; each field but `links` is an option of `benchd serve`.
package struct IngestSettings: Sendable {
    /// How the inbox is watched.
    package enum Watch: String, Sendable {
        /// By inotify where the filesystem tells of changes, else by polling.
        case auto
        case poll
    }

    package var inbox: FilePath
    package var watch: Watch = .auto
    /// Quiet after which a file without a visible writer is taken for finished.
    package var settle: Duration = .milliseconds(500)
    /// Quiet after which a file that ends too early is rejected.
    package var settleTruncated: Duration = .seconds(30)
    /// How long a report waits for its config.
    package var pairWait: Duration = .seconds(1)
    /// How long after its report a config is still attached to it.
    package var lateConfig: Duration = .seconds(600)
    /// How long a config waits for its report.
    package var orphanWait: Duration = .seconds(600)
    /// Time between scans of the whole inbox; nil for none.
    package var rescan: Duration? = .seconds(300)
    /// Time between scans where the inbox is polled.
    package var poll: Duration = .milliseconds(500)
    /// Largest report, in bytes.
    package var reportLimit = 256 << 20
    /// How long notices are kept; nil for ever.
    package var keepReceipts: Duration? = .seconds(30 * 24 * 3600)
    /// How long rejected drops are kept; nil for ever.
    package var keepRejected: Duration?
    /// In which time every filed file is read again and compared with its receipt; nil for never.
    package var scrub: Duration? = .seconds(30 * 24 * 3600)
    /// What stays free on the disks of inbox and data, in bytes.
    package var reserve = 64 << 20
    /// How old the last backup may be; nil for any age.
    package var backupWithin: Duration?
    package var archiveLimits = ArchiveLimits(byteCount: 64 << 20)
    /// Where the pages are that notices and the log name.
    package var links = Links()

    /// The defaults for an inbox.
    package init(inbox: FilePath) {
        self.inbox = inbox
    }
}
