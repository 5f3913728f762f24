import Model
import System

extension Migration {
    /// So many runs of so many bytes share the syncs of the data folder.
    private static let groupCount = 32
    private static let groupByteCount = 16 << 20

    /// Runs that wait for the others of their group.
    private struct Group {
        var runs: [ReceivingFolder.Copied] = []
        var byteCount = 0

        var isFull: Bool { runs.count >= groupCount || byteCount >= groupByteCount }
    }

    /// Moves the library of the database into the data folder; the log gets what opening that has found and done.
    ///
    /// - Throws: `LibraryError`, also where a daemon works on the folder; what was moved before stays, and the next migration
    ///   goes on.
    package func moveToFolder(_ progress: Progress, log: (String) -> Void) throws -> MigrationOutcome {
        let departing = DepartingDatabase(pool: places.pool)
        let (runCount, isServed) = try departing.look()
        let (store, opening) = try Store.open(
            places.data, limits: places.limits, reportLimit: places.reportLimit)
        for note in opening.notes { log(note) }
        let receiving = ReceivingFolder(store: store, removed: try departing.tombstoneIDs())
        var outcome = MigrationOutcome()
        outcome.isServed = isServed
        try moveRuns(departing, receiving, &outcome) { progress($0, runCount) }
        try moveTombstones(departing, receiving, &outcome)
        for document in documents { try move(document, from: departing, to: receiving, &outcome) }
        return outcome
    }

    private func moveRuns(
        _ departing: DepartingDatabase, _ receiving: ReceivingFolder, _ outcome: inout MigrationOutcome,
        _ progress: (Int) -> Void
    ) throws(LibraryError) {
        var (last, done) = ("", 0)
        var group = Group()
        while true {
            let page = try departing.runs(after: last)
            guard let end = page.last else { break }
            for (id, record) in page {
                if let record {
                    try move(record, departing, receiving, &group, &outcome)
                } else {
                    outcome.failures.append(Self.damagedRow(of: "run", id))
                }
                done += 1
                progress(done)
            }
            last = end.id
        }
        try end(&group, receiving, &outcome)
    }

    private static func damagedRow(of what: String, _ id: String) -> Damage {
        Damage(path: FilePath("the \(what) \(id) in the database"), reason: "its row is damaged")
    }

    private func move(
        _ record: RunRecord, _ departing: DepartingDatabase, _ receiving: ReceivingFolder,
        _ group: inout Group,
        _ outcome: inout MigrationOutcome
    ) throws(LibraryError) {
        let arrival = try receiving.arrival(of: record)
        if let damage = record.markDamage, arrival != .removed { outcome.lacks.append(damage) }
        do throws(LibraryError) {
            switch arrival {
            case .new:
                group.runs.append(try copy(record, departing, receiving))
                group.byteCount += record.receipt.report.byteCount + (record.receipt.config?.byteCount ?? 0)
                if group.isFull { try end(&group, receiving, &outcome) }
                return
            case .outdated(let hasConfig, let hasMark):
                let config =
                    hasConfig ? try self.copy(.config, of: record.receipt, departing, receiving) : nil
                outcome.failures += try receiving.bring(record, config: config, hasMark: hasMark)
            case .known:
                if verifiesAll { outcome.failures += try receiving.damages(of: record.id) }
            case .removed, .conflict: break
            }
            outcome.note(arrival, of: record.id, named: FilePath("the run \(record.id)"))
        } catch {
            guard case .damaged(let damage) = error else { throw error }
            // One that was removed while it was read is no damage.
            if try departing.has(record.id) { outcome.failures.append(damage.damage) }
        }
    }

    private func end(
        _ group: inout Group, _ receiving: ReceivingFolder, _ outcome: inout MigrationOutcome
    ) throws(LibraryError) {
        if group.runs.isEmpty { return }
        outcome.failures += try receiving.file(group.runs)
        outcome.movedCount += group.runs.count
        group = Group()
    }

    private func copy(
        _ record: RunRecord, _ departing: DepartingDatabase, _ receiving: ReceivingFolder
    ) throws(LibraryError) -> ReceivingFolder.Copied {
        guard let report = try copy(.report, of: record.receipt, departing, receiving) else {
            throw .unavailable("the run \(record.id) has no report")
        }
        do throws(LibraryError) {
            let config = try copy(.config, of: record.receipt, departing, receiving)
            return ReceivingFolder.Copied(record: record, report: report, config: config)
        } catch {
            report.discard()
            throw error
        }
    }

    /// Copies a part with the time at which the run got it, so that a restart that enters it finds the same; nil where there is
    /// no such part.
    private func copy(
        _ part: FiledPart, of receipt: Receipt, _ departing: DepartingDatabase, _ receiving: ReceivingFolder
    ) throws(LibraryError) -> StagedFile? {
        guard let file = part == .report ? receipt.report : receipt.config else { return nil }
        let time = part == .config ? receipt.configAttached ?? receipt.filed : receipt.filed
        let folder = receiving.store.folder
        let staging = try receiving.store.filed { () throws(FileError) in try folder.staging }
        let staged = try departing.copy(
            ContentPlace(part: part, id: receipt.id, file: file), as: DataNames.part(part, receipt.id),
            in: staging)
        try receiving.store.filed { () throws(FileError) in
            try staging.setModified(staged.name, to: MovedState.nanoseconds(time))
        }
        return staged
    }

    // MARK: The rest

    private func moveTombstones(
        _ departing: DepartingDatabase, _ receiving: ReceivingFolder, _ outcome: inout MigrationOutcome
    ) throws(LibraryError) {
        var last = ""
        while true {
            let page = try departing.tombstones(after: last)
            guard let end = page.last else { return }
            for (id, tombstone) in page where tombstone == nil {
                outcome.failures.append(Self.damagedRow(of: "tombstone", id))
            }
            let tombstones = page.compactMap(\.tombstone)
            for (tombstone, burial) in zip(tombstones, try receiving.bury(tombstones)) {
                outcome.note(burial, named: FilePath("the run \(tombstone.id)"))
            }
            last = end.id
        }
    }

    private func move(
        _ document: MovedDocument, from departing: DepartingDatabase, to receiving: ReceivingFolder,
        _ outcome: inout MigrationOutcome
    ) throws {
        guard let content = try departing.document(document.name) else { return }
        let folder = receiving.store.folder
        let isThere = try folder.root.statusIfPresent(of: document.file) != nil
        let known = isThere ? try folder.root.read(document.file, limit: MovedDocument.byteLimit) : nil
        guard let merged = document.merge(content, known) else {
            return outcome.note(nil, named: FilePath("the document \(document.name)"))
        }
        if merged != known {
            try folder.root.replaceDurably(document.file, with: merged, through: try folder.staging)
        }
        outcome.note(merged != known, named: folder.root.path(of: document.file))
    }
}
