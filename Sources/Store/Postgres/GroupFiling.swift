import JSON
import Model
import System

/// Files a group of drops, whose reports are all different, in one transaction.
///
/// Whoever files a report holds an advisory lock on its digest until the end of the transaction, so what is read of its twins is
/// still so at the commit, whatever other daemons do.
struct GroupFiling {
    let entries: [FilingEntry]
    let time: Timestamp
    /// Which inbox of which machine the paths are of.
    let inbox: [UInt8]?
    /// The parts of runs that are known to be damaged.
    let damages: ContentDamages
    /// Gets, before the COMMIT, the states of runs that it brings.
    let announce: @Sendable ([RunID: Follower.Prepared]) -> Void

    /// What the database knows of the group.
    private struct Known {
        var twins: [Digest: [RunRecord]] = [:]
        var tombstones: [Tombstone] = []
        var contents: Set<Digest> = []
    }

    /// What is written at the end.
    private struct Plan {
        var result = FilingResult()
        var contents: [(frames: StagedFrames, repairs: Bool)] = []
        var statements: [PostgresStatement] = []
    }

    /// Files the group; when this returns, it is durable.
    ///
    /// - Throws: `LibraryError` of a staged file, or a `PostgresError`: then nothing was filed, unless it is `.unconfirmed`.
    func file(on connection: PostgresConnection) throws(FilingFault) -> FilingResult {
        var rows: [[PostgresRow]] = []
        let transaction: PostgresTransaction
        do {
            transaction = try PostgresTransaction(connection, reading, rows: &rows)
        } catch {
            throw .database(error)
        }
        let plan = try self.plan(try Self.known(rows), in: transaction)
        try ContentSending(plan.contents).send(in: transaction)
        announce(plan.result.prepared)
        do {
            try transaction.commit(plan.statements)
        } catch {
            throw .database(error)
        }
        return plan.result
    }

    /// Takes the locks, in one order over all daemons, and then reads.
    private var reading: [PostgresStatement] {
        let reports = entries.map(\.report.file.digest)
        let digests = Set(entries.flatMap(\.digests)).map(\.bytes)
        return [
            PostgresLock.taking(reports),
            PostgresStatement(
                "SELECT \(RunRecord.columns) FROM runs r WHERE r.report_digest = ANY($1::bytea[])"
                    + " ORDER BY r.filed, r.id", [.bytes(reports.map(\.bytes))]),
            PostgresStatement(
                "SELECT content FROM tombstones WHERE report_digest = ANY($1::bytea[]) ORDER BY id",
                [.bytes(reports.map(\.bytes))]),
            PostgresStatement(
                "SELECT digest FROM contents WHERE digest = ANY($1::bytea[])", [.bytes(digests)]),
        ]
    }

    private static func known(_ rows: [[PostgresRow]]) throws(FilingFault) -> Known {
        var known = Known()
        for row in rows[1] {
            do {
                let record = try RunRecord(row)
                known.twins[record.receipt.report.digest, default: []].append(record)
            } catch {
                throw .database(error)
            }
        }
        known.tombstones = rows[2].compactMap { $0.bytes(0).flatMap(Tombstone.init(kept:)) }
        known.contents = Set(rows[3].compactMap { $0.bytes(0).flatMap(Digest.init(bytes:)) })
        return known
    }

    // MARK: What becomes of each

    private func plan(
        _ known: Known, in transaction: PostgresTransaction
    ) throws(FilingFault) -> Plan {
        var plan = Plan()
        var contents = known.contents
        for entry in entries {
            let twins = known.twins[entry.report.file.digest] ?? []
            let outcome: Outcome
            switch Deduplication.decide(
                config: entry.config?.file.digest,
                twins: twins.map { RunTwin(id: $0.id, config: $0.receipt.config?.digest) })
            {
            case .duplicate(let id):
                outcome = try repeated(entry, of: try Self.record(id, twins), &plan, in: transaction)
            case .attach(let id):
                let twin = try Self.record(id, twins)
                outcome = try attached(entry, to: twin, &plan, &contents, in: transaction)
            case .new:
                outcome = try new(entry, known.tombstones, &plan, &contents, in: transaction)
            }
            plan.result.outcomes.append(outcome)
        }
        return plan
    }

    private static func record(_ id: RunID, _ twins: [RunRecord]) throws(FilingFault) -> RunRecord {
        if let twin = twins.first(where: { $0.id == id }) { return twin }
        throw .database(.statement(code: "XX000", message: "there is no twin \(id)"))
    }

    private func new(
        _ entry: FilingEntry, _ tombstones: [Tombstone], _ plan: inout Plan, _ contents: inout Set<Digest>,
        in transaction: PostgresTransaction
    ) throws(FilingFault) -> Outcome {
        let (report, config) = (entry.report.file.digest, entry.config?.file.digest)
        if let tombstone = tombstones.first(where: { $0.covers(report: report, config: config) }) {
            plan.statements.append(RunStatements.event(.confirmed, of: tombstone.id))
            return .filed(.duplicate, tombstone.id, warnings: entry.drop.warnings + [tombstone.problem])
        }
        for frames in [entry.report, entry.config].compactMap(\.self) {
            try Self.send(frames, &plan, &contents, in: transaction)
        }
        plan.statements += RunStatements.run(of: entry, inbox: inbox)
        plan.result.prepared[entry.receipt.id] = entry.prepared
        return .filed(.accepted, entry.receipt.id, warnings: entry.drop.warnings)
    }

    /// The same bytes again: they mend a damaged file, and may bring the first words.
    private func repeated(
        _ entry: FilingEntry, of twin: RunRecord, _ plan: inout Plan, in transaction: PostgresTransaction
    ) throws(FilingFault) -> Outcome {
        try repair(with: entry, twin, &plan, in: transaction)
        let warnings = try say(entry.drop.mark, of: twin, &plan, in: transaction)
        // A run that was read here may be visible and not confirmed by the standby: an answer that rests on it needs a commit
        // of its own, which comes after it.
        plan.statements.append(RunStatements.event(.confirmed, of: twin.id))
        // An attempt of before whose answer was lost; its words and warnings are in the run.
        if twin.id == entry.receipt.id { return .filed(.accepted, twin.id, warnings: entry.drop.warnings) }
        // The very file again, because the last process ended before it could remove it: that was accepted.
        if entry.drop.origin != .upload, twin.receipt.origin == entry.drop.origin {
            return .filed(.accepted, twin.id, warnings: twin.receipt.warnings + warnings)
        }
        return .filed(.duplicate, twin.id, warnings: entry.drop.warnings + warnings)
    }

    /// Another daemon may have found the damage, or nobody has yet.
    private func repair(
        with entry: FilingEntry, _ twin: RunRecord, _ plan: inout Plan, in transaction: PostgresTransaction
    ) throws(FilingFault) {
        let parts = [
            (FiledPart.report, Optional(entry.report), Optional(twin.receipt.report)),
            (.config, entry.config, twin.receipt.config),
        ]
        for (part, frames, filed) in parts {
            guard let frames, frames.file == filed else { continue }
            if damages.reason(part, twin.id) == nil, try ReadingBack.isWhole(frames.file, in: transaction) {
                continue
            }
            _ = try Self.lock(
                twin.id, with: "SELECT id FROM runs WHERE id = $1 FOR KEY SHARE", in: transaction)
            plan.contents.append((frames, true))
            plan.result.repaired.append(ContentPlace(part: part, id: twin.id, file: frames.file))
            plan.statements.append(RunStatements.event(.repaired(part), of: twin.id))
        }
    }

    /// Plans to send what is not there; bytes that are there already are those of another run, and may be damaged.
    private static func send(
        _ frames: StagedFrames, _ plan: inout Plan, _ contents: inout Set<Digest>,
        in transaction: PostgresTransaction
    ) throws(FilingFault) {
        let digest = frames.file.digest
        if plan.contents.contains(where: { $0.frames.file.digest == digest }) { return }
        let isNew = contents.insert(digest).inserted
        if !isNew, try ReadingBack.isWhole(frames.file, in: transaction) { return }
        plan.contents.append((frames, !isNew))
    }

    /// Locks the row of a run with a statement, until the end of the transaction; returns what it reads.
    ///
    /// - Throws: A serialization failure where the run is gone: the next attempt finds its tombstone.
    private static func lock(
        _ id: RunID, with statement: String, in transaction: PostgresTransaction
    ) throws(FilingFault) -> PostgresRow {
        do throws(PostgresError) {
            let rows = try transaction.run([PostgresStatement(statement, [.text(id.description)])])
            if let row = rows[0].first { return row }
            throw .statement(code: "40001", message: "the run \(id) is gone")
        } catch {
            throw .database(error)
        }
    }

    /// Takes a mark unless the run has one; returns a warning where it keeps something else.
    private func say(
        _ mark: RunMark, of twin: RunRecord, _ plan: inout Plan, in transaction: PostgresTransaction
    ) throws(FilingFault) -> [Problem] {
        if let warnings = Self.warnings(of: twin, keeping: mark) { return warnings }
        // Somebody may be about to say something of it.
        let row = try Self.lock(
            twin.id, with: "SELECT \(RunRecord.columns) FROM runs r WHERE r.id = $1 FOR UPDATE",
            in: transaction)
        let twin = try FilingFault.ofDatabase { () throws(PostgresError) in try RunRecord(row) }
        if let warnings = Self.warnings(of: twin, keeping: mark) { return warnings }
        plan.statements += RunStatements.mark(mark, of: twin.id, version: RunStatements.newVersion())
        return []
    }

    /// What is to be said where a mark changes nothing; nil where it becomes that of the run.
    private static func warnings(of twin: RunRecord, keeping mark: RunMark) -> [Problem]? {
        if mark == RunMark() || twin.mark == mark { return [] }
        if let damage = twin.markDamage { return [.notesKept(damage)] }
        return twin.mark == RunMark() ? nil : [.keptMark]
    }

    private func attached(
        _ entry: FilingEntry, to twin: RunRecord, _ plan: inout Plan, _ contents: inout Set<Digest>,
        in transaction: PostgresTransaction
    ) throws(FilingFault) -> Outcome {
        guard let config = entry.drop.config, let frames = entry.config else {
            return try repeated(entry, of: twin, &plan, in: transaction)
        }
        try repair(with: entry, twin, &plan, in: transaction)
        try Self.send(frames, &plan, &contents, in: transaction)
        let change = try Attachment(config, to: twin, at: time, in: transaction)
        // The row refers to the content, which is sent before the last statements.
        plan.statements += change.statements
        let warnings = try say(entry.drop.mark, of: twin, &plan, in: transaction)
        return .filed(.attached, twin.id, warnings: entry.drop.warnings + warnings)
    }
}

/// Why a group could not be filed.
enum FilingFault: Error {
    case file(FileError)
    case database(PostgresError)
    /// Bytes that are needed for it cannot be read.
    case library(LibraryError)

    var asLibraryError: LibraryError {
        switch self {
        case .file(let error): .file(error)
        case .database(let error): error.asLibraryError
        case .library(let error): error
        }
    }
}

extension FilingFault {
    /// Runs statements whose failure is one of the database.
    ///
    /// - Throws: `FilingFault.database`.
    static func ofDatabase<Result>(
        _ body: () throws(PostgresError) -> Result
    ) throws(FilingFault) -> Result {
        do {
            return try body()
        } catch {
            throw .database(error)
        }
    }
}
