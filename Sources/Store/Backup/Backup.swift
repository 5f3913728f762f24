import JSON
package import Model
package import System

/// A folder of backups: each of them is a whole data folder, named by its time, in which files that have not changed are
/// the same as in the one before (hard links).
///
/// The data folder that is copied needs no lock: its files are only ever replaced whole, and each run is copied until
/// nothing of it has changed meanwhile.
package struct Backup {
    /// What was copied.
    package struct Outcome: Sendable {
        /// The new backup, itself a data folder.
        package let path: FilePath
        package fileprivate(set) var runCount = 0
        package fileprivate(set) var tombstoneCount = 0
        package fileprivate(set) var copiedFileCount = 0
        package fileprivate(set) var copiedByteCount = 0
        package fileprivate(set) var linkedFileCount = 0
        /// Whether what was copied by backups before was verified too.
        package fileprivate(set) var verifiesAll = false
        /// What is not as it was filed, in the data folder or in the copy.
        package fileprivate(set) var damages: [Damage] = []
        /// Older backups that were removed.
        package fileprivate(set) var removed: [FilePath] = []
    }

    private static let partial: FilePath = ".partial"
    private static let lock: FilePath = ".lock"
    private static let newest: FilePath = "latest"

    private let source: Directory
    private let target: Directory
    private let began: Timestamp
    /// Held until the end.
    private let heldLock: HeldLock

    private final class HeldLock: Sendable {
        let descriptor: OwnedDescriptor
        init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
    }

    /// Opens both folders, and makes the one for backups where it is missing.
    ///
    /// - Throws: `BackupFault`, `FileError`.
    package init(of data: FilePath, to folder: FilePath, at time: Timestamp = .now()) throws {
        source = try Directory(data)
        guard try source.statusIfPresent(of: DataNames.lock) != nil else { throw BackupFault.noData(data) }
        let path = folder.resolved
        guard path != data.resolved, !path.isBelow(data.resolved) else {
            throw BackupFault.inside(folder, data)
        }
        try Self.expectNoInbox(path, folder)
        target = try Directory.creating(folder)
        guard let lock = try target.lock(Self.lock) else { throw BackupFault.inUse(folder) }
        heldLock = HeldLock(lock)
        began = time
    }

    /// In an inbox a backup would be taken for drops.
    private static func expectNoInbox(_ path: FilePath, _ folder: FilePath) throws(BackupFault) {
        var place = path
        while !place.isEmpty, place != "/" {
            // A folder that cannot be looked at is no inbox that benchd works in.
            if let directory = try? Directory(place),
                (try? directory.status(of: ".receipts"))?.kind == .directory,
                (try? directory.status(of: ".uploads"))?.kind == .directory
            {
                throw .inInbox(folder, place)
            }
            place = place.directory
        }
    }

    /// Makes a backup, and verifies it.
    ///
    /// - Parameters:
    ///   - verifiesAll: Whether what was copied by backups before is read once more, too.
    ///   - keeping: How many of all backups stay, at least 1; nil for all.
    /// - Returns: What was copied, and what is damaged.
    /// - Throws: `FileError`; then there is no new backup, and the next begins with nothing of it.
    package func make(verifiesAll: Bool, keeping: Int?) throws -> Outcome {
        let before = try backups()
        let name = name(after: before.last)
        if try target.statusIfPresent(of: Self.partial) != nil { try removeDirectory(Self.partial) }
        let copy = try target.makingDirectory(Self.partial)
        var copier = BackupCopier(
            from: source, to: copy,
            previous: try before.last.map { (last) throws(FileError) in try target.directory(last) })
        try copier.copyAll()
        var outcome = Outcome(path: target.path.appending(name))
        outcome.verifiesAll = verifiesAll
        // A data folder has it, so that commands know one.
        try copy.createDurably(DataNames.lock, with: [])
        try copy.synchronizeFilesystem()
        var found = try damages(of: verifiesAll ? nil : copier.copiedRuns, in: copy)
        // What a backup before has let rot is copied from the data folder instead of shared.
        let rotten = Set(found.keys).intersection(copier.sharedRuns)
        if !rotten.isEmpty {
            try copier.copyAnew(rotten)
            try copy.synchronizeFilesystem()
            let left = try damages(of: rotten, in: copy)
            for id in rotten { found[id] = left[id] }
        }
        outcome.take(copier)
        // What is wrong in the data folder is wrong in its copy.
        let known = copier.damagedRuns
        outcome.damages += found.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.flatMap(
            \.value
        )
        .map { Damage(path: outcome.path.appending($0.path.lastComponent), reason: $0.reason) }
        try target.rename(Self.partial, into: target, as: name)
        try target.replaceLink(Self.newest, to: name)
        try target.synchronize()
        // As long as something is damaged, an older backup may have the last good copy.
        if let keeping, outcome.damages.isEmpty {
            for old in before.dropLast(min(before.count, max(1, keeping) - 1)) {
                try removeDirectory(old)
                outcome.removed.append(target.path.appending(old))
            }
        }
        return outcome
    }

    /// Has the data folder say of a backup that it is the last one, for the daemon's health.
    ///
    /// - Throws: `FileError`, where the data folder cannot be written.
    package func record(_ outcome: Outcome) throws {
        let record = BackupRecord(at: began, path: "\(outcome.path.resolved)", runCount: outcome.runCount)
        let staging = try source.makingDirectory(DataNames.staging)
        try source.replaceDurably(DataNames.backupRecord, with: record.json.indentedBytes, through: staging)
    }

    /// What is wrong with copies, by a reading of all their bytes; an empty list for those that are whole.
    private func damages(of runs: Set<RunID>?, in copy: Directory) throws -> [RunID: [Damage]] {
        let verification = try Verification(copy.path)
        var found: [RunID: [Damage]] = [:]
        for id in try runs?.sorted() ?? verification.runs() {
            let damages = verification.damages(of: id)
            if !damages.isEmpty { found[id] = damages }
        }
        return found
    }

    /// The names of the backups, the oldest first.
    private func backups() throws(FileError) -> [FilePath] {
        var found: [FilePath] = []
        for name in try target.names() where Self.time(of: name) != nil {
            if try target.status(of: name).kind == .directory { found.append(name) }
        }
        return found.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// By time, and later than the one before, whatever the clock says.
    private func name(after last: FilePath?) -> FilePath {
        let earliest = last.flatMap(Self.time).map { Timestamp(milliseconds: $0.milliseconds + 1) }
        let time = earliest.map { max($0, began) } ?? began
        return FilePath(String(time.description.map { $0 == ":" ? "-" : $0 }))
    }

    /// When a backup of this name was made; nil for another name.
    private static func time(of name: FilePath) -> Timestamp? {
        guard let text = name.text, text.utf8.count == 24 else { return nil }
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return Timestamp("\(parts[0])T\(String(parts[1].map { $0 == "-" ? ":" : $0 }))")
    }

    private func removeDirectory(_ name: FilePath) throws(FileError) {
        try target.directory(name).removeContents()
        try target.removeDirectory(name)
    }
}

/// Why a folder can hold no backup of another.
package enum BackupFault: Error, Equatable, CustomStringConvertible {
    case noData(FilePath)
    case inside(FilePath, FilePath)
    case inUse(FilePath)
    case inInbox(FilePath, FilePath)

    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .noData(let path): "\(path) is no data folder of benchd; name it with --data"
        case .inside(let folder, let data):
            "the backups cannot be in the data folder (\(folder) is \(data) or lies in it); name another folder,"
                + " best on another disk"
        case .inInbox(let folder, let inbox):
            "\(folder) lies in the inbox \(inbox), where a backup would be taken for drops; name another folder"
        case .inUse(let folder): "another backup to \(folder) is under way; wait for its end"
        }
    }
}

extension Backup.Outcome {
    fileprivate mutating func take(_ copier: BackupCopier) {
        (runCount, tombstoneCount) = (copier.runCount, copier.tombstoneCount)
        (copiedFileCount, copiedByteCount) = (copier.copiedFileCount, copier.copiedByteCount)
        (linkedFileCount, damages) = (copier.linkedFileCount, copier.damages)
    }
}
