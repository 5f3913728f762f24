package import Model
package import System

// What comes after its report: the last run of its path gets it.

extension PostgresStore {
    /// Which inbox of which machine the paths of drops are of: two machines may have the same paths.
    var inboxKey: [UInt8]? { settings.inbox.map { Self.key(of: $0) } }

    /// The key of an inbox of this machine.
    static func key(of inbox: FilePath) -> [UInt8] {
        Array(ProcessEnvironment.hostName.utf8) + [0] + inbox.bytes
    }

    /// Attaches a config that came after its report (`RunArchive`).
    ///
    /// - Throws: `LibraryError`; then the run is as it was, or has the config.
    package func attach(
        _ config: JudgedConfig, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        let frames: StagedFrames
        do {
            frames = try StagedFrames(config.staged)
        } catch {
            throw .file(error)
        }
        let id = try changeLastRun(from: reports) { (run, transaction) throws(FilingFault) in
            let digest = config.staged.file.digest
            switch LateConfig.decide(config: digest, run: run.receipt, at: time, within: limit) {
            case .attach:
                let change = try Attachment(config, to: run, at: time, in: transaction)
                try ContentSending([(frames, false)]).send(in: transaction)
                return change.statements
            case .isAttached:
                let isDamaged = contents.damages.reason(.config, run.id) != nil
                if isDamaged { try ContentSending([(frames, true)]).send(in: transaction) }
                return [RunStatements.event(.confirmed, of: run.id)]
            case .belongsToNoRun: return nil
            }
        }
        guard let id else { return nil }
        contents.damages.clear(.config, id)
        config.staged.discard()
        return .filed(.attached, id, warnings: config.listing.warnings)
    }

    /// Takes the mark that came after its report (`RunArchive`).
    ///
    /// - Throws: `LibraryError`; then the run has no mark, or the whole one.
    package func attach(
        _ mark: RunMark, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        var warnings: [Problem] = []
        let id = try changeLastRun(from: reports) { (run, _) throws(FilingFault) in
            let filed = FiledRun(
                receipt: run.receipt, counts: ReportCounts(benchmarks: 0, filesystems: 0, entries: 0),
                config: nil, mark: run.mark)
            warnings = []
            switch LateMark.decide(mark: mark, run: filed, at: time, within: limit) {
            case .attach:
                if let damage = run.markDamage {
                    warnings = [.notesKept(damage)]
                    return [RunStatements.event(.confirmed, of: run.id)]
                }
                return RunStatements.mark(mark, of: run.id, version: RunStatements.newVersion())
            case .isAttached: return [RunStatements.event(.confirmed, of: run.id)]
            case .belongsToNoRun: return nil
            }
        }
        return id.map { .filed(.attached, $0, warnings: warnings) }
    }

    private typealias Change = (RunRecord, PostgresTransaction) throws(FilingFault) ->
        [PostgresStatement]?

    /// Changes the first run that `change` takes, of the last runs that were filed from some paths of this inbox; nil where it
    /// takes none.
    private func changeLastRun(
        from reports: [FilePath], _ change: Change
    ) throws(LibraryError) -> RunID? {
        var id: RunID?
        for path in reports where id == nil {
            id = try changing { (connection) throws(FilingFault) in
                try changeLastRun(from: path, on: connection, change)
            }
        }
        if id != nil { follower.take([:]) }
        return id
    }

    private func changeLastRun(
        from path: FilePath, on connection: PostgresConnection, _ change: Change
    ) throws(FilingFault) -> RunID? {
        // Without an inbox there are no paths of it.
        guard let inboxKey else { return nil }
        var rows: [[PostgresRow]] = []
        let transaction: PostgresTransaction
        do {
            // By id, which only grows on one machine; the time of filing follows the clock, which can step back.
            transaction = try PostgresTransaction(
                connection,
                [
                    PostgresStatement(
                        "SELECT \(RunRecord.columns) FROM runs r WHERE r.path = $1 AND r.inbox = $2"
                            + " ORDER BY r.id DESC LIMIT 1 FOR UPDATE",
                        [.bytes(path.bytes), .bytes(inboxKey)])
                ], rows: &rows)
        } catch {
            throw .database(error)
        }
        guard let row = rows[0].first else { return nil }
        let run = try Self.record(row)
        guard let statements = try change(run, transaction) else { return nil }
        do {
            try transaction.commit(statements)
        } catch {
            throw .database(error)
        }
        return run.id
    }

    static func record(_ row: PostgresRow) throws(FilingFault) -> RunRecord {
        do {
            return try RunRecord(row)
        } catch {
            throw .database(error)
        }
    }

    /// Runs a transaction again where another one was in the way or the answer to COMMIT was lost.
    ///
    /// - Throws: `LibraryError`.
    func changing<Result>(
        _ body: (PostgresConnection) throws(FilingFault) -> Result
    ) throws(LibraryError) -> Result {
        var attempt = 0
        while true {
            attempt += 1
            var result: Swift.Result<Result, FilingFault>?
            do throws(PostgresError) {
                try pool.with { connection in
                    result = Swift.Result { () throws(FilingFault) in try body(connection) }
                }
            } catch {
                throw error.asLibraryError
            }
            switch result {
            case .success(let value)?: return value
            case .failure(.database(let error))? where error.isWorthAnotherAttempt && attempt < 4: continue
            case .failure(let fault)?: throw fault.asLibraryError
            case nil: throw .unavailable("nothing was tried")
            }
        }
    }
}
