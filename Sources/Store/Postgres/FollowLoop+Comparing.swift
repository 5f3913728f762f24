import JSON
import Model
import Synchronization
import System

/// How far a comparison of all runs is.
struct Comparison {
    /// What is noted at the end; nil to leave it as it is.
    let identity: String?
    /// Runs that the database has had at the beginning.
    let total: Int
    /// Whether readers have only a part of the runs until it is done.
    let isShown: Bool
    var done = 0
    var entered = 0
    /// Runs that the database does not have.
    var removed = 0
    /// The last id that was compared.
    var last = ""
}

// A new catalog, a history that has changed, news that is no longer kept, and once in a while for safety: then all runs of the
// database are compared with those of the catalog, page by page, and the news between two pages is not held up.
extension FollowLoop {
    private static let page = 1_000
    /// Runs are read at once whose derived values have so many bytes in all.
    private static let byteLimit: Int64 = 8 << 20

    func publishComparison() {
        guard let comparison, comparison.isShown else { return }
        follower.state.withLock { state in
            state.indexing = IndexingProgress(
                done: min(comparison.done, comparison.total), total: comparison.total, takesDrops: true,
                isShared: true)
        }
        store.catalog.changes.noteWhole()
    }

    /// Compares the next page, if a comparison is under way.
    mutating func compareNext(on connection: PostgresConnection) throws(LibraryError) {
        guard var current = comparison else { return }
        let rows: [PostgresRow]
        do {
            rows = try connection.rows(
                // Where `derived` had no beginning of its own, each page would pass over all its rows before that.
                "SELECT r.id, r.version, coalesce(octet_length(d.bytes), 0)::bigint FROM runs r"
                    + " LEFT JOIN derived d ON d.id = r.id AND d.id > $1 WHERE r.id > $1 ORDER BY r.id LIMIT $2",
                [.text(current.last), .integer(Int64(Self.page))])
        } catch {
            throw error.asLibraryError
        }
        let last = rows.count < Self.page ? nil : rows.last?.text(0)
        let first = current.last
        var known = try catalogued { (catalog) throws(CatalogError) in
            try catalog.versions(after: first, through: last)
        }
        var due: [(id: RunID, version: Int64)] = []
        var byteCount: Int64 = 0
        for row in rows {
            guard let id = row.text(0).flatMap(RunID.init) else { continue }
            current.done += 1
            if known.removeValue(forKey: id) == row.integer(1) { continue }
            due.append((id, row.integer(1)))
            byteCount += row.integer(2)
            // Where much is to be read, the page ends early, so that news is not held up.
            guard byteCount < Self.byteLimit, due.count < (current.isShown ? 256 : 32) else {
                current.last = id.description
                try enter(due, on: connection)
                let gone = known.keys.filter { $0.description < current.last }
                try remove(gone, on: connection)
                current.removed += gone.count
                current.entered += due.count
                comparison = current
                publishComparison()
                return
            }
        }
        try enter(due, on: connection)
        current.entered += due.count
        try remove(Array(known.keys), on: connection)
        current.removed += known.count
        current.last = last ?? ""
        comparison = current
        publishComparison()
        if last == nil { try finishComparison(current, on: connection) }
    }

    private mutating func finishComparison(
        _ done: Comparison, on connection: PostgresConnection
    ) throws(LibraryError) {
        try compareTombstones(on: connection)
        try noteFollowed(upTo: snapshot)
        if let identity = done.identity {
            try catalogued { (catalog) throws(CatalogError) in
                try catalog.setFollowing([.identity: identity])
            }
        }
        comparison = nil
        nextComparison = .now + comparisonPause
        if done.removed > 0, !done.isShown {
            log(
                .warning,
                "\(done.removed) runs were in the catalog that the database does not have; they are listed no longer"
            )
        }
        try endComparison(entered: done.entered)
    }

    /// Says that the catalog has all runs.
    func endComparison(entered: Int) throws(LibraryError) {
        let catalog = store.catalog
        let wasComplete = follower.state.withLock { state in
            defer { (state.isComplete, state.indexing) = (true, nil) }
            return state.isComplete
        }
        if wasComplete { return }
        catalog.changes.noteAll()
        log(.info, "\(catalog.totals.runCount) runs filed, \(entered) read into the catalog")
    }

    /// Removes bytes of removed runs that no run has, where whoever removed them ended before it could.
    private func sweep(_ tombstones: [Tombstone], on connection: PostgresConnection) {
        guard follower.state.withLock(\.isLeader) else { return }
        let digests = tombstones.flatMap { [$0.report.digest] + [$0.config?.digest].compactMap(\.self) }
        // What cannot be removed now, since a run is about to get it, is removed the next time, if it still must be.
        guard
            let rows = try? connection.rows(
                "SELECT c.digest FROM contents c WHERE c.digest = ANY($1::bytea[]) AND NOT EXISTS (SELECT FROM runs r"
                    + " WHERE r.report_digest = c.digest OR r.config_digest = c.digest)",
                [.bytes(digests.map(\.bytes))])
        else { return }
        try? PostgresStore.removeContents(
            rows.compactMap { $0.bytes(0).flatMap(Digest.init) }, on: connection)
    }

    private func compareTombstones(on connection: PostgresConnection) throws(LibraryError) {
        var forgotten = try catalogued { (catalog) throws(CatalogError) in try catalog.tombstoneIDs() }
        let known = forgotten
        var last = ""
        while true {
            let rows: [PostgresRow]
            do {
                rows = try connection.rows(
                    "SELECT id, content FROM tombstones WHERE id > $1 ORDER BY id LIMIT $2",
                    [.text(last), .integer(Int64(Self.page))])
            } catch {
                throw error.asLibraryError
            }
            let tombstones = rows.compactMap { $0.bytes(1).flatMap(Tombstone.init(kept:)) }
            sweep(tombstones, on: connection)
            for tombstone in tombstones {
                forgotten.remove(tombstone.id)
                if known.contains(tombstone.id) { continue }
                try catalogued { (catalog) throws(CatalogError) in try catalog.bury(tombstone) }
            }
            guard rows.count == Self.page, let next = rows.last?.text(0) else { break }
            last = next
        }
        let gone = forgotten
        try catalogued { (catalog) throws(CatalogError) in try catalog.forgetTombstones(of: gone) }
    }
}

extension Tombstone {
    /// A tombstone as the database keeps it; nil where it is damaged.
    init?(kept bytes: [UInt8]) {
        // Where it breaks off is of no use to anybody.
        guard let json = try? JSONValue(parsing: bytes) else { return nil }
        self.init(json: json)
    }
}
