import Model
import System

/// When an empty directory of the inbox is removed.
enum EmptyDirectory {
    static let age: Duration = .seconds(24 * 3600)

    /// Whether an empty directory may go: below the rigs' own, and left alone for a day.
    ///
    /// A clock that stepped back makes it look young, never old.
    static func mayGo(_ path: FilePath, _ status: FileStatus, at now: Timestamp) -> Bool {
        let components = path.components
        guard components.count > 1, !components.contains(where: \.isHidden) else { return false }
        let last = max(status.modified, status.changed) / 1_000_000
        return Duration.milliseconds(now.milliseconds - last) > age
    }
}
