import Model
import System

/// A database that runs are moved into; daemons may work on it meanwhile.
struct ReceivingDatabase {
    let pool: PostgresPool
    /// Which inbox of which machine the paths of runs are of.
    let inbox: [UInt8]?
    /// Runs that were removed where the others come from: their bytes keep no other run out.
    let removed: Set<RunID>

    // MARK: Runs

    /// What is there of some runs.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func held(_ ids: [RunID]) throws(LibraryError) -> [RunID: Arrival.Held] {
        let rows = try patiently { (connection) throws(FilingFault) in
            try FilingFault.ofDatabase { () throws(PostgresError) in
                try connection.rows(
                    "SELECT \(RunRecord.columns) FROM runs r WHERE r.id = ANY($1::text[])",
                    [.texts(ids.map(\.description))])
            }
        }
        let held = rows.compactMap(Self.held).map { ($0.receipt.id, $0) }
        return Dictionary(held, uniquingKeysWith: { first, _ in first })
    }

    /// Takes a run; when this returns, it is durable there, and its bytes were read back.
    ///
    /// - Throws: `LibraryError`; then the same once more finds it, or takes it.
    func take(_ run: DepartingFolder.Run) throws(LibraryError) -> Arrival {
        // Of an attempt whose answer was lost.
        var begun: Arrival?
        let arrival = try patiently { (connection) throws(FilingFault) in
            try take(run, on: connection) { begun = $0 }
        }
        return arrival == .known ? begun ?? .known : arrival
    }

    private func take(
        _ run: DepartingFolder.Run, on connection: PostgresConnection, committing: (Arrival) -> Void
    ) throws(FilingFault) -> Arrival {
        var rows: [[PostgresRow]] = []
        let transaction = try FilingFault.ofDatabase { () throws(PostgresError) in
            try PostgresTransaction(connection, reading(run), rows: &rows)
        }
        let held = rows[1].first.map(Self.held)
        if case .some(nil) = held { return .conflict("its row there is damaged") }
        let twins = rows[2].compactMap { row in
            row.text(0).flatMap(RunID.init).map {
                RunTwin(id: $0, config: row.bytes(1).flatMap(Digest.init(bytes:)))
            }
        }
        let tombstones = rows[3].compactMap { $0.bytes(0).flatMap(Tombstone.init(kept:)) }
        let arrival = Arrival.decide(
            run.receipt, run.mark, held: held ?? nil, twins: twins,
            isRemoved: isRemoved(run.receipt, by: tombstones))
        let statements: [PostgresStatement]
        switch arrival {
        case .new: statements = filing(run)
        case .outdated(let config, let mark):
            statements = bringing(run, to: held ?? nil, hasConfig: config, hasMark: mark)
        case .known, .removed, .conflict: return arrival
        }
        let known = Set(rows[4].compactMap { $0.bytes(0).flatMap(Digest.init(bytes:)) })
        try send(run, besides: known, in: transaction)
        committing(arrival)
        try FilingFault.ofDatabase { () throws(PostgresError) in try transaction.commit(statements) }
        return arrival
    }

    private func reading(_ run: DepartingFolder.Run) -> [PostgresStatement] {
        let (id, report) = (run.receipt.id.description, run.receipt.report.digest)
        return [
            PostgresLock.taking([report]),
            PostgresStatement(
                "SELECT \(RunRecord.columns) FROM runs r WHERE r.id = $1 FOR UPDATE", [.text(id)]),
            PostgresStatement(
                "SELECT id, config_digest FROM runs WHERE report_digest = $1 ORDER BY filed, id",
                [.bytes(report.bytes)]),
            PostgresStatement(
                "SELECT content FROM tombstones WHERE id = $1 OR report_digest = $2 ORDER BY id",
                [.text(id), .bytes(report.bytes)]),
            PostgresStatement(
                "SELECT digest FROM contents WHERE digest = ANY($1::bytea[])",
                [.bytes(run.contents.map(\.file.digest.bytes))]),
        ]
    }

    /// Nil for a row that is damaged.
    private static func held(_ row: PostgresRow) -> Arrival.Held? {
        // Which byte is wrong is of no use: a row is written by benchd alone.
        guard let record = try? RunRecord(row) else { return nil }
        // A mark that cannot be read may be one of a later benchd, which stays.
        return Arrival.Held(
            receipt: record.receipt, mark: record.mark,
            isMarkMoved: RunStatements.isMarkUntouched(record.version) && record.markDamage == nil)
    }

    private func isRemoved(_ receipt: Receipt, by tombstones: [Tombstone]) -> Bool {
        tombstones.contains { tombstone in
            tombstone.id == receipt.id
                || !removed.contains(tombstone.id)
                    && tombstone.covers(report: receipt.report.digest, config: receipt.config?.digest)
        }
    }

    // MARK: What is written

    private func filing(_ run: DepartingFolder.Run) -> [PostgresStatement] {
        let mark = run.mark ?? RunMark()
        let version = MovedState.version(run.receipt, mark)
        let row = RunStatements.NewRow(
            receipt: run.receipt, mark: mark, version: version, rules: run.derived.rules,
            derived: run.derivedBytes)
        // No rule of alerts looks at a run that has only changed.
        return RunStatements.run(row, inbox: inbox)
            + [RunStatements.event(.changed, of: run.receipt.id, version: version)]
    }

    private func bringing(
        _ run: DepartingFolder.Run, to held: Arrival.Held?, hasConfig: Bool, hasMark: Bool
    ) -> [PostgresStatement] {
        let id = run.receipt.id
        let receipt = hasConfig ? run.receipt : held?.receipt ?? run.receipt
        // What people have said there since it was moved stays theirs.
        let isMoved = hasMark || held?.isMarkMoved == true
        let mark = run.mark ?? held?.mark ?? RunMark()
        let version = isMoved ? MovedState.version(receipt, mark) : RunStatements.newVersion()
        var statements: [PostgresStatement] = []
        if hasConfig {
            statements.append(RunStatements.attach(receipt, version: version))
            statements.append(RunStatements.derive(run.derived, of: id))
        }
        if hasMark { return statements + RunStatements.mark(mark, of: id, version: version) }
        return statements + [RunStatements.event(.changed, of: id, version: version)]
    }

    /// Sends the bytes that are not there, and reads all of them back.
    private func send(
        _ run: DepartingFolder.Run, besides known: Set<Digest>, in transaction: PostgresTransaction
    ) throws(FilingFault) {
        for frames in run.contents {
            let isKnown = known.contains(frames.file.digest)
            if isKnown, try ReadingBack.isWhole(frames.file, in: transaction) { continue }
            try ContentSending([(frames, isKnown)]).send(in: transaction)
            guard try ReadingBack.isWhole(frames.file, in: transaction) else {
                throw .library(
                    .file(FileError(operation: "copy", path: frames.path, errno: ReadingBack.code)))
            }
        }
    }

    // MARK: Tombstones

    /// Takes what is kept of a removed run; the run goes where it is there.
    ///
    /// - Throws: `LibraryError`; then the same once more finds it, or takes it.
    func bury(_ tombstone: Tombstone) throws(LibraryError) -> Arrival.Burial {
        var begun: Arrival.Burial?
        let burial = try patiently { (connection) throws(FilingFault) in
            do throws(PostgresError) {
                return try bury(tombstone, on: connection) { begun = $0 }
            } catch {
                throw .database(error)
            }
        }
        if case .conflict = burial { return burial }
        // Also where the last attempt ended between the two.
        let digests = [tombstone.report.digest] + [tombstone.config?.digest].compactMap(\.self)
        // The run is gone; bytes that stay go with the next comparison of a daemon.
        try? pool.with { (connection) throws(PostgresError) in
            try PostgresStore.removeContents(digests, on: connection)
        }
        return begun == .new ? .new : burial
    }

    private func bury(
        _ tombstone: Tombstone, on connection: PostgresConnection, committing: (Arrival.Burial) -> Void
    ) throws(PostgresError) -> Arrival.Burial {
        let id = PostgresStatement.Value.text(tombstone.id.description)
        var rows: [[PostgresRow]] = []
        let transaction = try PostgresTransaction(
            connection,
            [
                PostgresLock.taking([tombstone.report.digest]),
                PostgresStatement("SELECT \(RunRecord.columns) FROM runs r WHERE r.id = $1 FOR UPDATE", [id]),
                PostgresStatement("SELECT id FROM tombstones WHERE id = $1", [id]),
            ], rows: &rows)
        let held = rows[1].first.map(Self.held)
        if case .some(nil) = held { return .conflict("it was removed, and its row there is damaged") }
        if let damage = rows[1].first.flatMap({ try? RunRecord($0) })?.markDamage {
            // Whether it is pinned is not known; a row that cannot be read was named above.
            return .conflict("it was removed, and its notes there are damaged (\(damage.reason))")
        }
        let burial = Arrival.decide(tombstone, held: held ?? nil, isKnown: !rows[2].isEmpty)
        guard burial == .new else { return burial }
        committing(burial)
        try transaction.commit(RunStatements.bury(tombstone))
        return burial
    }
}
