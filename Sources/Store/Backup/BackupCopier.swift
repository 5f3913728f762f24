import Glibc
import JSON
import Model
import System

/// Copies the runs of a data folder, one after the other; what the backup before has already becomes a link to it.
struct BackupCopier {
    /// How many runs are in the copy.
    var runCount: Int { copied.count }
    private(set) var tombstoneCount = 0
    private(set) var copiedFileCount = 0
    private(set) var copiedByteCount = 0
    private(set) var linkedFileCount = 0
    /// The runs of which a report or config was copied.
    private(set) var copiedRuns: Set<RunID> = []
    /// The runs of which a report or config is shared with the backup before.
    private(set) var sharedRuns: Set<RunID> = []
    /// The runs of which something could not be copied as it was filed.
    var damagedRuns: Set<RunID> { Set(found.keys) }
    /// What could not be copied as it was filed.
    var damages: [Damage] { found.sorted { $0.key < $1.key }.flatMap(\.value) }

    private var copied: Set<RunID> = []
    private var found: [RunID: [Damage]] = [:]
    private let source: Directory
    private let target: Directory
    private var previous: Directory?

    /// A run that changes more often while it is copied is being changed on purpose.
    private static let attemptLimit = 5
    /// A receipt that is younger may be that of a run whose report comes next.
    private static let settled = Duration.seconds(60)
    private static let smallLimit = 16 << 20

    init(from source: Directory, to target: Directory, previous: Directory?) {
        (self.source, self.target, self.previous) = (source, target, previous)
    }

    /// Copies all runs, and what is kept of those that were removed.
    mutating func copyAll() throws(FileError) {
        var runs: Set<RunID> = []
        var tombstones: Set<RunID> = []
        let stream = try source.stream()
        while let name = try stream.next() {
            switch DataNames.meaning(of: name) {
            case .report(let id), .receipt(let id): runs.insert(id)
            case .tombstone(let id): tombstones.insert(id)
            case .config, .notes, .own, .foreign: break
            }
        }
        for id in runs.subtracting(tombstones).sorted() { try copy(id) }
        for name in DataNames.copiedOwn { _ = try copySmall(name, isCounted: false) }
        for id in tombstones.union(runs).sorted() where try copySmall(DataNames.tombstone(id)) {
            tombstoneCount += 1
            // It was removed since it was copied.
            if copied.remove(id) != nil { try discard(id) }
            found[id] = nil
        }
    }

    /// Copies runs that were shared from the data folder.
    mutating func copyAnew(_ runs: Set<RunID>) throws(FileError) {
        previous = nil
        sharedRuns.subtract(runs)
        for id in runs.sorted() {
            try discard(id)
            try copy(id)
        }
    }

    /// Copies a run until it is as it was when its copy began, so that its files belong together.
    private mutating func copy(_ id: RunID) throws(FileError) {
        for _ in 0..<Self.attemptLimit {
            found[id] = nil
            let before = try content(DataNames.receipt(id), of: source)
            let notes = try content(DataNames.notes(id), of: source)
            if try source.statusIfPresent(of: DataNames.tombstone(id)) != nil { return }
            if before == nil ? id.isOwn : Self.receipt(before) == nil {
                note(
                    DataNames.receipt(id), of: id,
                    before == nil ? "it is missing" : "it is not a receipt of this run")
            }
            let receipt = Self.receipt(before)
            var kept: [UInt8]?
            if let previous { kept = try content(DataNames.receipt(id), of: previous) }
            let isSame = before != nil && before == kept
            guard try copyReport(of: id, receipt, isSame: isSame) else { return try discard(id) }
            try copyConfig(of: id, receipt, isSame: isSame)
            for name in [DataNames.receipt(id), DataNames.notes(id)] { _ = try copySmall(name) }
            let now = (
                receipt: try content(DataNames.receipt(id), of: source),
                notes: try content(DataNames.notes(id), of: source)
            )
            if now.receipt == before, now.notes == notes {
                copied.insert(id)
                return
            }
            try discard(id)
        }
        throw FileError(operation: "copy", path: source.path(of: DataNames.receipt(id)), errno: EBUSY)
    }

    /// False where there is no report that could be copied.
    private mutating func copyReport(
        of id: RunID, _ receipt: Receipt?, isSame: Bool
    ) throws(FileError) -> Bool {
        let name = DataNames.report(id)
        if try copyPart(name, of: id, receipt?.report, isSame: isSame) { return true }
        // It is being filed now, or it was removed just now.
        let receipt = try source.statusIfPresent(of: DataNames.receipt(id))
        let age = receipt.map {
            Duration.milliseconds(Timestamp.now().milliseconds - $0.changed / 1_000_000)
        }
        if let age, age > Self.settled { note(name, of: id, "it is missing") }
        return false
    }

    private mutating func copyConfig(
        of id: RunID, _ receipt: Receipt?, isSame: Bool
    ) throws(FileError) {
        let name = DataNames.config(id)
        let isCopied = try copyPart(name, of: id, receipt?.config, isSame: isSame)
        if !isCopied, receipt?.config != nil { note(name, of: id, "it is missing") }
    }

    /// Links or copies a report or config; false where there is none.
    private mutating func copyPart(
        _ name: FilePath, of id: RunID, _ filed: FiledFile?, isSame: Bool
    ) throws(FileError) -> Bool {
        let status = try source.statusIfPresent(of: name)
        if let previous, try isKept(name, in: previous, filed, status, isSame: isSame),
            try previous.linked(name, into: target)
        {
            linkedFileCount += 1
            sharedRuns.insert(id)
            return true
        }
        guard let status, status.kind == .regular else { return false }
        do {
            let copy = try StagedFile(
                copying: try source.openForReading(name), path: source.path(of: name), as: name, in: target)
            try target.setModified(name, to: status.modified)
            copiedFileCount += 1
            copiedByteCount += copy.file.byteCount
            if let filed, filed.digest != .unread, copy.file != filed {
                note(name, of: id, "its SHA-256 is not the one it was filed with")
            }
            copiedRuns.insert(id)
            return true
        } catch  where error.isMissing {
            return false
        } catch  where error.errno == EIO && error.operation == "read" {
            // One that cannot be read keeps no other from being copied.
            note(name, of: id, error.cause)
            return true
        }
    }

    /// Whether the backup before has what is filed: by its receipt, or for a run without one by size and time.
    private func isKept(
        _ name: FilePath, in previous: Directory, _ filed: FiledFile?, _ status: FileStatus?, isSame: Bool
    ) throws(FileError) -> Bool {
        guard let kept = try previous.statusIfPresent(of: name), kept.kind == .regular else { return false }
        if let filed { return isSame && kept.byteCount == filed.byteCount }
        guard let status else { return false }
        return kept.byteCount == status.byteCount && kept.modified == status.modified
    }

    /// Copies a file that is kept for itself; false where there is none.
    private mutating func copySmall(_ name: FilePath, isCounted: Bool = true) throws(FileError) -> Bool {
        guard let bytes = try content(name, of: source) else { return false }
        if let previous, try content(name, of: previous) == bytes, try previous.linked(name, into: target) {
            if isCounted { linkedFileCount += 1 }
            return true
        }
        let mode = try source.statusIfPresent(of: name)?.permissions ?? 0o600
        _ = try target.createStaged(name, with: bytes, mode: mode & 0o644 | 0o600)
        if isCounted {
            copiedFileCount += 1
            copiedByteCount += bytes.count
        }
        return true
    }

    private static func receipt(_ bytes: [UInt8]?) -> Receipt? {
        // Where it breaks off is of no use to whoever puts it back.
        bytes.flatMap { try? JSONValue(parsing: $0) }.flatMap(Receipt.init(json:))
    }

    private func content(_ name: FilePath, of folder: Directory) throws(FileError) -> [UInt8]? {
        do {
            return try folder.read(name, limit: Self.smallLimit)
        } catch  where error.isMissing || [ELOOP, EISDIR, ENXIO, EFBIG].contains(error.errno) {
            // What is no file of ours, a link or a directory, is no part of a run.
            return nil
        }
    }

    /// Takes a copy back.
    private mutating func discard(_ id: RunID) throws(FileError) {
        for name in DataNames.files(of: id) where try target.statusIfPresent(of: name) != nil {
            try target.remove(name)
        }
    }

    private mutating func note(_ name: FilePath, of id: RunID, _ reason: String) {
        found[id, default: []].append(Damage(path: source.path(of: name), reason: reason))
    }
}
