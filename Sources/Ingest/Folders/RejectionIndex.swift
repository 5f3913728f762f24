import Synchronization
import System

/// Finds earlier rejections of a drop without reading all that are kept each time; filled when it is first asked.
final class RejectionIndex: Sendable {
    /// What makes two rejections the same: the path and the bytes.
    struct Key: Hashable {
        let origin: FilePath
        let files: [FileMark.Sameness]

        init(_ reason: RejectionReason) {
            origin = reason.origin
            files = reason.files.map(\.sameness)
        }
    }

    private let names = Mutex<[Key: [FilePath]]?>(nil)

    /// The names that were like this one; `all` lists what is kept.
    ///
    /// - Throws: what `all` throws.
    func names(
        like wanted: RejectionReason, all: () throws(FileError) -> [(FilePath, RejectionReason?)]
    ) throws(FileError) -> [FilePath] {
        try names.withLock { (names) throws(FileError) in
            if names == nil {
                var found: [Key: [FilePath]] = [:]
                for case (let name, let reason?) in try all() { found[Key(reason), default: []].append(name) }
                names = found
            }
            return names?[Key(wanted)] ?? []
        }
    }

    /// Notes a rejection that replaces all rejections with the same key.
    func add(_ name: FilePath, _ reason: RejectionReason) {
        names.withLock { $0?[Key(reason)] = [name] }
    }
}
