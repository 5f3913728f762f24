import Analysis
import Archives
import Glibc
import Model
package import System

/// A data folder whose runs are moved; only read, while its daemon works on.
struct DepartingFolder: Sendable {
    let folder: DataFolder
    private let files: RunFiles
    private let verification: Verification

    /// A run that changes more often while it is read is being changed on purpose.
    private static let attemptLimit = 5
    /// A file that is younger may be of a run that is being filed.
    private static let settled = Duration.seconds(60)

    /// Opens a folder.
    ///
    /// - Throws: `MigrationFault` where it is none; `LibraryError`.
    init(_ path: FilePath, limits: ArchiveLimits, reportLimit: Int) throws {
        folder = try DataFolder(reading: path)
        guard try folder.root.statusIfPresent(of: DataNames.lock) != nil else {
            throw MigrationFault.noData(path)
        }
        files = RunFiles(
            folder: folder, limits: limits, reportLimit: reportLimit,
            filed: FiledFiles(root: folder.root, condition: Condition { _, _ in }))
        verification = try Verification(path)
    }

    // MARK: What there is

    /// What the names in the folder say.
    struct Contents {
        /// In the order of their ids.
        var runs: [RunID] = []
        var tombstones: [Tombstone] = []
        /// Tombstones that do not decide.
        var failures: [Damage] = []
    }

    /// Looks at all names.
    ///
    /// - Throws: `FileError` of the folder.
    func contents() throws(FileError) -> Contents {
        var contents = Contents()
        var runs = Set(try verification.runs())
        let stream = try folder.root.stream()
        var buried: [RunID] = []
        while let name = try stream.next() {
            if case .tombstone(let id) = DataNames.meaning(of: name) { buried.append(id) }
        }
        for id in buried.sorted() {
            do {
                guard let tombstone = try folder.tombstone(id) else { continue }
                guard let receipt = try files.storedReceipt(id), receipt.report != tombstone.report else {
                    contents.tombstones.append(tombstone)
                    continue
                }
                contents.failures.append(damage(DataNames.tombstone(id), "it is of other bytes than its run"))
            } catch {
                contents.failures.append(damage(DataNames.tombstone(id), error.cause))
            }
            // As long as nothing says when and why it was removed, a run that is there stays.
            runs.insert(id)
        }
        contents.runs = runs.sorted()
        return contents
    }

    /// The path of a file, for messages.
    func path(_ name: FilePath) -> FilePath { folder.root.path(of: name) }

    private func damage(_ name: FilePath, _ reason: String) -> Damage {
        Damage(path: path(name), reason: reason)
    }

    // MARK: Runs

    /// A run that can be moved: what its files say, and its bytes.
    struct Run: Sendable {
        let receipt: Receipt
        /// Nil where it cannot be read.
        let mark: RunMark?
        let derived: DerivedRun
        let derivedBytes: [UInt8]
        /// The report first.
        let contents: [StagedFrames]
        /// What is wrong with it, and does not keep it here.
        var lacks: [Damage] = []
    }

    /// What came of reading a run.
    enum Departure: Sendable {
        case run(Run)
        /// It was removed meanwhile, or is being filed.
        case gone
        case damaged([Damage])
    }

    /// Reads a run until it is as it was when its reading began, so that its files belong together; computes what is derived.
    func departure(of id: RunID) -> Departure {
        do throws(FileError) {
            for _ in 0..<Self.attemptLimit {
                let before = try folder.stamp(of: id)
                let departure = try read(id)
                let now = try folder.stamp(of: id)
                if !before.isOutdated(by: now), !before.notes.isOutdated(by: now.notes) { return departure }
            }
            return .damaged([damage(DataNames.report(id), "it is changed all the time")])
        } catch {
            // Where even that fails, the folder cannot be read, which the reason says.
            let isRemoved = (try? folder.root.statusIfPresent(of: DataNames.tombstone(id))) != nil
            return isRemoved && error.isMissing
                ? .gone : .damaged([Damage(path: error.path, reason: error.cause)])
        }
    }

    /// What is small of a run, where its files look as they were filed: enough to see that it was moved before.
    func glance(at id: RunID) -> (receipt: Receipt, mark: RunMark)? {
        let notes = RunNotes(of: id, in: folder.root)
        // What cannot be read is read whole, and then named.
        guard notes.damage == nil, let receipt = try? files.storedReceipt(id), looks(.report, receipt),
            looks(.config, receipt)
        else { return nil }
        return (receipt, notes.mark)
    }

    private func looks(_ part: FiledPart, _ receipt: Receipt) -> Bool {
        let file = part == .report ? receipt.report : receipt.config
        do {
            let status = try folder.root.statusIfPresent(of: DataNames.part(part, receipt.id))
            return status?.byteCount == file?.byteCount
        } catch {
            // See `glance`.
            return false
        }
    }

    private func read(_ id: RunID) throws(FileError) -> Departure {
        guard let row = try files.row(id) else { return .gone }
        if row.stamp.report == .absent, !(try isSettled(DataNames.receipt(id))) { return .gone }
        if row.isDamaged {
            let damages = verification.damages(of: id)
            let unknown = damage(DataNames.report(id), "it is not what was filed")
            return .damaged(damages.isEmpty ? [unknown] : damages)
        }
        guard row.receipt.report.digest != .unread else {
            return .damaged([
                damage(DataNames.report(id), "it has no receipt, and more bytes than --max-report allows")
            ])
        }
        var contents = [try frames(row.receipt.report, DataNames.report(id))]
        if let config = row.receipt.config { contents.append(try frames(config, DataNames.config(id))) }
        var derived = DerivedRun(row.report)
        (derived.listing, derived.packed, derived.vars) = (row.listing, row.packed, row.vars)
        let notes = RunNotes(of: id, in: folder.root)
        return .run(
            Run(
                receipt: row.receipt, mark: notes.damage == nil ? notes.mark : nil, derived: derived,
                derivedBytes: derived.bytes, contents: contents, lacks: try lacks(of: row, notes)))
    }

    private func frames(_ file: FiledFile, _ name: FilePath) throws(FileError) -> StagedFrames {
        try StagedFrames(file, try folder.root.openForReading(name), path: path(name))
    }

    private func lacks(of row: Catalog.Row, _ notes: RunNotes) throws(FileError) -> [Damage] {
        let id = row.receipt.id
        var lacks = [notes.damage].compactMap(\.self)
        if id.isOwn, row.receipt.origin == .unknown, try files.storedReceipt(id) == nil {
            lacks.append(damage(DataNames.receipt(id), "it is missing or damaged"))
        }
        let config = DataNames.config(id)
        if let problem = row.unenteredConfig {
            lacks.append(damage(config, problem.detail))
        } else if row.receipt.config == nil, try folder.root.statusIfPresent(of: config) != nil,
            try isSettled(config)
        {
            lacks.append(
                damage(
                    config, "its receipt does not name it; start benchd with this folder once, which adds it")
            )
        }
        return lacks
    }

    /// Whether a file is old enough that no daemon can still be filing its run.
    private func isSettled(_ name: FilePath) throws(FileError) -> Bool {
        guard let status = try folder.root.statusIfPresent(of: name) else { return false }
        let age = Duration.milliseconds(Timestamp.now().milliseconds - status.changed / 1_000_000)
        return age > Self.settled
    }
}

/// Why a library cannot be moved, in one sentence without a full stop.
package enum MigrationFault: Error, Equatable, CustomStringConvertible {
    case noData(FilePath)

    package var description: String {
        switch self {
        case .noData(let path): "\(path) is no data folder of benchd; name it with --data"
        }
    }
}
