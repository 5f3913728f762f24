import Analysis
import Model
import Synchronization
import System

// How states of runs come from the database into the catalog.
extension FollowLoop {
    /// So many runs are entered in one transaction.
    private static let batch = 64
    /// And so many bytes of what is derived, before they are compressed, or one run.
    private static let pieceByteCount = 8 << 20
    /// Freed memory above this is given back in between, in bytes.
    private static let keptByteCount = 4 << 20

    /// Brings the catalog to what the database has of some runs, each with the state that is expected; 0 for any.
    func enter(
        _ runs: [(id: RunID, version: Int64)], on connection: PostgresConnection
    ) throws(LibraryError) {
        for start in stride(from: 0, to: runs.count, by: Self.batch) {
            let batch = runs[start..<min(start + Self.batch, runs.count)]
            // In the order of filing, so that what belongs together lies together.
            try enterBatch(batch.sorted { $0.id < $1.id }, on: connection)
        }
    }

    private func enterBatch(
        _ runs: [(id: RunID, version: Int64)], on connection: PostgresConnection
    ) throws(LibraryError) {
        let own = follower.state.withLock { state in
            runs.compactMap { id, version -> Entered? in
                guard let own = state.prepared.removeValue(forKey: id), own.version == version else {
                    return nil
                }
                return Entered(version: own.version, row: own.row)
            }
        }
        try put(own, on: connection)
        let known = Set(own.map(\.row.receipt.id))
        let missing = runs.map(\.id).filter { !known.contains($0) }
        if missing.isEmpty { return }
        let found = try enterRead(missing, on: connection)
        let gone = missing.filter { !found.contains($0) }
        for id in gone { damages.clearRow(of: id) }
        if !gone.isEmpty { try remove(gone, on: connection) }
    }

    /// Reads runs from the database and enters them; returns those that it has.
    private func enterRead(
        _ ids: [RunID], on connection: PostgresConnection
    ) throws(LibraryError) -> Set<RunID> {
        let rows: [PostgresRow]
        do {
            rows = try connection.rows(
                "SELECT \(RunRecord.columns), d.rules, d.bytes FROM runs r LEFT JOIN derived d ON d.id = r.id"
                    + " WHERE r.id = ANY($1::text[])", [.texts(ids.map(\.description))])
        } catch {
            throw error.asLibraryError
        }
        var found: Set<RunID> = []
        var piece: [Entered] = []
        var byteCount = 0
        for row in rows.sorted(by: { $0.text(0) ?? "" < $1.text(0) ?? "" }) {
            guard let id = row.text(0).flatMap(RunID.init) else { continue }
            found.insert(id)
            guard let run = read(row, of: id) else { continue }
            piece.append(run)
            byteCount += row.bytes(5).map(DerivedRun.unpackedByteCount) ?? 0
            guard byteCount >= Self.pieceByteCount else { continue }
            try put(piece, on: connection)
            (piece, byteCount) = ([], 0)
            Memory.giveBack(above: Self.keptByteCount)
        }
        try put(piece, on: connection)
        return found
    }

    /// Nil where the row is damaged: that keeps no other from being entered.
    private func read(_ row: PostgresRow, of id: RunID) -> Entered? {
        let record: RunRecord
        do {
            record = try RunRecord(row)
        } catch {
            damages.noteRow(of: id, error.reason)
            return nil
        }
        damages.clearRow(of: id)
        let reading = DerivedReading(row.bytes(5), rules: Int(row.integer(4)), of: record.receipt)
        return Entered(version: record.version, row: record.row(reading), reading: reading)
    }

    /// Enters runs, and has those computed of which what is derived is lost.
    private func put(_ runs: [Entered], on connection: PostgresConnection) throws(LibraryError) {
        if runs.isEmpty { return }
        do {
            try catalogued { (catalog) throws(CatalogError) in
                try catalog.put(runs.map(\.row), rules: RunAnalysis.currentRules)
                try catalog.noteVersions(runs.map { ($0.row.receipt.id, $0.followedVersion) })
            }
        } catch {
            // One that the catalog cannot have costs no other. Whatever else fails, the catalog is damaged.
            guard case .catalog(let fault) = error, fault.isRefusal else { throw error }
            if runs.count > 1 {
                for run in runs { try put([run], on: connection) }
                return
            }
            guard let bare = runs[0].withoutContent else { throw error }
            return try put([bare], on: connection)
        }
        makeDue(runs.filter(\.isLost).map(\.row.receipt.id), on: connection)
    }

    /// Has runs computed from their bytes, each once in a while: what comes of it may be lost here once more, and then this
    /// daemon and the one that computes would keep each other at work.
    private func makeDue(_ ids: [RunID], on connection: PostgresConnection) {
        if ids.isEmpty { return }
        let now = ContinuousClock.now
        let lost = follower.state.withLock { state in
            state.madeDue = state.madeDue.filter { $0.value > now - comparisonPause }
            let lost = ids.filter { state.madeDue[$0] == nil }
            for id in lost { state.madeDue[id] = now }
            return lost
        }
        if lost.isEmpty { return }
        let named = lost.count == 1 ? "the run \(lost[0])" : "\(lost.count) runs"
        log(.warning, "what was computed of \(named) cannot be read, and is computed from the bytes")
        // Where it cannot be written now, the next comparison finds them once more.
        _ = try? connection.run([RunStatements.due(lost)], patience: PostgresPool.patience)
        for id in lost { follower.lost.tell(id) }
    }

    /// Takes runs out of the catalog that the database does not have; of those that were removed the tombstone stays.
    func remove(_ ids: [RunID], on connection: PostgresConnection) throws(LibraryError) {
        let tombstones: [Tombstone]
        do {
            tombstones = try connection.rows(
                "SELECT content FROM tombstones WHERE id = ANY($1::text[])", [.texts(ids.map(\.description))]
            ).compactMap { $0.bytes(0).flatMap(Tombstone.init(kept:)) }
        } catch {
            throw error.asLibraryError
        }
        try catalogued { (catalog) throws(CatalogError) in
            for tombstone in tombstones { try catalog.bury(tombstone) }
            for id in ids where !tombstones.contains(where: { $0.id == id }) { try catalog.remove(id) }
        }
    }
}

/// A state of a run that the catalog gets.
private struct Entered {
    let version: Int64
    let row: Catalog.Row
    /// What came of reading what is derived of it; nil for what this daemon has computed itself.
    var reading: DerivedReading?

    /// The state that comparisons take the catalog to have: none where it lacks what a later reading may bring.
    var followedVersion: Int64 { reading?.warning == nil ? version : 0 }

    var isLost: Bool {
        if case .lost = reading { true } else { false }
    }

    /// The run by its receipt alone; nil where that is all it is.
    var withoutContent: Entered? {
        guard reading?.warning == nil else { return nil }
        var bare = Catalog.Row(row.receipt, row.mark, nil, analysis: nil)
        bare.receipt.warnings += [DerivedReading.lost.warning].compactMap(\.self)
        return Entered(version: version, row: bare, reading: .lost)
    }
}
