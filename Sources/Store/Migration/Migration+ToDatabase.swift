import Model
import System

extension Migration {
    /// So many runs are looked for at once.
    private static let page = 200
    /// So many runs are read and computed while as many are sent.
    private static let batch = 8

    /// Moves the library of the data folder into the database.
    ///
    /// - Throws: `MigrationFault`, `LibraryError`, `FileError`; what was moved before stays, and the next migration goes on.
    package func moveToDatabase(_ progress: Progress) throws -> MigrationOutcome {
        let departing = try DepartingFolder(
            places.data, limits: places.limits, reportLimit: places.reportLimit)
        let found = try departing.contents()
        let receiving = ReceivingDatabase(
            pool: places.pool, inbox: places.inbox.map(PostgresStore.key),
            removed: Set(found.tombstones.map(\.id)))
        var outcome = MigrationOutcome()
        outcome.failures += found.failures
        for first in stride(from: 0, to: found.runs.count, by: Self.page) {
            let page = Array(found.runs[first..<min(first + Self.page, found.runs.count)])
            let known = try receiving.held(page)
            let rest = try page.filter { id in
                guard let held = known[id] else { return true }
                return try !isKnown(id, held, departing, receiving, &outcome)
            }
            try move(rest, departing, receiving, &outcome) { progress(first + $0, found.runs.count) }
        }
        // What was removed since the names were read is among them.
        for tombstone in try departing.contents().tombstones {
            outcome.note(
                try receiving.bury(tombstone), named: departing.path(DataNames.tombstone(tombstone.id)))
        }
        for document in documents { try move(document, from: departing, to: receiving, &outcome) }
        if let id = found.runs.last ?? found.tombstones.last?.id { try receiving.confirm(id) }
        return outcome
    }

    /// Whether a run is there with all that is moved, which shows without reading its bytes.
    private func isKnown(
        _ id: RunID, _ held: Arrival.Held, _ departing: DepartingFolder, _ receiving: ReceivingDatabase,
        _ outcome: inout MigrationOutcome
    ) throws(LibraryError) -> Bool {
        guard let (receipt, mark) = departing.glance(at: id) else { return false }
        let arrival = Arrival.decide(receipt, mark, held: held, twins: [], isRemoved: false)
        guard arrival == .known else { return false }
        outcome.knownCount += 1
        if verifiesAll { outcome.failures += try receiving.damages(of: receipt) }
        return true
    }

    private func move(
        _ runs: [RunID], _ departing: DepartingFolder, _ receiving: ReceivingDatabase,
        _ outcome: inout MigrationOutcome, _ progress: (Int) -> Void
    ) throws {
        var ready: [(RunID, DepartingFolder.Departure)] = []
        for first in stride(from: 0, to: runs.count, by: Self.batch) {
            let next = Array(runs[first..<min(first + Self.batch, runs.count)])
            let (result, read) = Computation<DepartingFolder.Departure>.during(
                name: "benchd-compute", count: next.count, note: { "computing \(next[$0]) to move it" },
                { departing.departure(of: next[$0]) },
                { Result { try receive(ready, departing, receiving, &outcome) } })
            try result.get()
            progress(first)
            ready = Array(zip(next, read))
        }
        try receive(ready, departing, receiving, &outcome)
    }

    private func receive(
        _ runs: [(RunID, DepartingFolder.Departure)], _ departing: DepartingFolder,
        _ receiving: ReceivingDatabase, _ outcome: inout MigrationOutcome
    ) throws(LibraryError) {
        for (id, departure) in runs {
            switch departure {
            case .gone: continue
            case .damaged(let damages): outcome.failures += damages
            case .run(let run):
                do throws(LibraryError) {
                    let arrival = try receiving.take(run)
                    outcome.note(arrival, of: id, named: departing.path(DataNames.report(id)))
                    if arrival != .removed { outcome.lacks += run.lacks }
                    if arrival == .known, verifiesAll {
                        outcome.failures += try receiving.damages(of: run.receipt)
                    }
                } catch {
                    guard case .file(let fault) = error else { throw error }
                    outcome.failures.append(Damage(path: fault.path, reason: fault.cause))
                }
            }
        }
    }

    private func move(
        _ document: MovedDocument, from departing: DepartingFolder, to receiving: ReceivingDatabase,
        _ outcome: inout MigrationOutcome
    ) throws {
        guard try departing.folder.root.statusIfPresent(of: document.file) != nil else { return }
        let content = try departing.folder.root.read(document.file, limit: MovedDocument.byteLimit)
        outcome.note(
            try receiving.take(document, content), named: departing.path(document.file))
    }
}
