package import Model
import Synchronization
package import System

// Where a drop becomes a run: in one transaction, which the database decides about.

extension PostgresStore: RunArchive {
    /// So often a transaction is tried that another one has crossed, or whose answer was lost.
    private static let attemptLimit = 4
    /// Freed memory above this is given back, in bytes.
    private static let keptByteCount = 4 << 20

    /// Whether a report or config with these bytes was filed.
    ///
    /// - Throws: `LibraryError.unavailable`.
    package func holds(_ digest: Digest) throws(LibraryError) -> Bool {
        try database { (connection) throws(PostgresError) in
            let rows = try connection.rows(
                "SELECT EXISTS (SELECT FROM runs WHERE report_digest = $1 OR config_digest = $1)",
                [.bytes(digest.bytes)])
            return rows.first?.integer(0) == 1
        }
    }

    /// Files a drop (`RunArchive`).
    ///
    /// - Throws: `LibraryError`; then nothing was filed that the same drop again would not find.
    package func file(_ drop: JudgedDrop, at time: Timestamp) throws(LibraryError) -> Outcome {
        guard let result = file([drop], at: time).first else { throw .unavailable("nothing was filed") }
        return try result.get()
    }

    /// Files drops that share a transaction (`RunArchive`).
    package func file(_ drops: [JudgedDrop], at time: Timestamp) -> [Result<Outcome, LibraryError>] {
        var results: [Result<Outcome, LibraryError>] = []
        while results.count < drops.count {
            // The second of two with the same report must find the first as a run.
            var reports: Set<Digest> = []
            let group = drops[results.count...].prefix { reports.insert($0.report.file.digest).inserted }
            results += fileGroup(Array(group), at: time)
        }
        return results
    }

    /// Files drops whose reports are all different.
    private func fileGroup(_ drops: [JudgedDrop], at time: Timestamp) -> [Result<Outcome, LibraryError>] {
        defer { for drop in drops { drop.discard() } }
        var prepared: [RunID: Follower.Prepared] = [:]
        let results = commitGroup(drops, at: time, &prepared)
        guard results.contains(where: \.isSuccess) else { return results }
        Memory.giveBack(above: Self.keptByteCount)
        follower.take(prepared)
        return results
    }

    /// `taken` gets the states of runs that are committed.
    private func commitGroup(
        _ drops: [JudgedDrop], at time: Timestamp, _ taken: inout [RunID: Follower.Prepared]
    ) -> [Result<Outcome, LibraryError>] {
        let receipts = drops.map { receipt(of: $0, at: time) }
        let (_, prepared) = Computation<Result<FilingEntry, FileError>>.during(
            name: "benchd-compute", count: drops.count, note: { "computing \(receipts[$0].id)" },
            { place in
                Result { () throws(FileError) in try FilingEntry(drops[place], receipts[place]) }
            }, {})
        var results: [Result<Outcome, LibraryError>] = prepared.map { result in
            if case .failure(let error) = result { return .failure(.file(error)) }
            return .failure(.unavailable("nothing was filed"))
        }
        let good = prepared.enumerated().compactMap { place, result in
            // The others have their failure already.
            (try? result.get()).map { (place: place, entry: $0) }
        }
        if good.isEmpty { return results }
        // Sending takes as much memory as computing did, and the catalog as much as sending.
        Memory.giveBack(above: Self.keptByteCount)
        switch committed(good.map(\.entry), at: time, &taken) {
        case .success(let outcomes):
            for (one, outcome) in zip(good, outcomes) { results[one.place] = .success(outcome) }
        case .failure(let fault):
            // One that fails costs no other, but where the database is gone, each would wait for it in vain.
            let isEach = good.count > 1 && fault.isOfOneDrop
            for one in good {
                results[one.place] =
                    isEach
                    ? committed([one.entry], at: time, &taken).map { $0[0] }.mapError(\.asLibraryError)
                    : .failure(fault.asLibraryError)
            }
        }
        return results
    }

    /// Commits a group, again where another transaction was in the way or the answer to COMMIT was lost; when this returns, its
    /// runs are durable.
    private func committed(
        _ entries: [FilingEntry], at time: Timestamp, _ taken: inout [RunID: Follower.Prepared]
    ) -> Result<[Outcome], FilingFault> {
        let filing = GroupFiling(
            entries: entries, time: time, inbox: inboxKey, damages: contents.damages,
            announce: { [follower] in follower.expect($0) })
        var fault = FilingFault.database(.unreachable("nothing was tried"))
        for _ in 0..<Self.attemptLimit {
            do throws(FilingFault) {
                let result = try attempt(filing)
                for place in result.repaired { contents.damages.clear(place.part, place.id) }
                taken.merge(result.prepared) { _, new in new }
                return .success(result.outcomes)
            } catch {
                fault = error
                guard case .database(let database) = error, database.isWorthAnotherAttempt else { break }
            }
        }
        follower.forget(entries.map(\.receipt.id))
        return .failure(fault)
    }

    private func attempt(_ filing: GroupFiling) throws(FilingFault) -> FilingResult {
        var result: Result<FilingResult, FilingFault> = .failure(.database(.unreachable("nothing was tried")))
        do throws(PostgresError) {
            try pool.with { connection in
                result = Result { () throws(FilingFault) in try filing.file(on: connection) }
            }
        } catch {
            throw .database(error)
        }
        return try result.get()
    }

    /// The receipt of a new run.
    private func receipt(of drop: JudgedDrop, at time: Timestamp) -> Receipt {
        Receipt(
            id: generator.withLock { $0.next(at: time) }, filed: time, source: drop.source,
            origin: drop.origin, uploader: drop.uploader, report: drop.report.file,
            config: drop.config?.staged.file, warnings: drop.warnings)
    }
}

extension PostgresError {
    /// Whether the same may be tried again at once: to look what a lost answer was about, or since another was in the way.
    var isWorthAnotherAttempt: Bool {
        if case .unconfirmed = self { true } else { isPassing }
    }
}

extension FilingFault {
    /// Whether others of the group may be filed all the same.
    fileprivate var isOfOneDrop: Bool {
        switch self {
        case .file, .library, .database(.statement): true
        case .database: false
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
