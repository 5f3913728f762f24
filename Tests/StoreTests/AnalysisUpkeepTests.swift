import TestSupport
import Testing

@testable import Analysis
@testable import Archives
@testable import Model
@testable import Store
@testable import System

@Suite struct `Runs of which the rules have changed`: ~Copyable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open() throws -> Store {
        try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20)).store
    }

    private func file(_ run: String, config: String? = nil, in store: Store) throws -> RunID {
        let drop = try JudgedDrop(
            report: Fixtures.file(run, "aggregated_report.json"),
            config: Fixtures.file(config ?? run, "config.zip"), in: store.staging)
        return try #require(try store.file(drop, at: .now()).id)
    }

    private func change(_ sql: String, in store: Store) throws {
        try store.catalog.write { (database) throws(CatalogError) in try database.execute(sql) }
    }

    private func computeAll(_ store: Store) throws -> [RunID] {
        var computed: [RunID] = []
        while let id = try store.nextAnalysis() {
            try store.analyse(id, unless: Cancellation())
            computed.append(id)
            try #require(computed.count < 10)
        }
        return computed
    }

    @Test func `are computed again, and read as they were until then`() throws {
        let store = try open()
        let ids = try ["baseline", "mount-options"].map { try file($0, in: store) }
        #expect(try store.nextAnalysis() == nil)
        let before = try ids.map { try store.analysis($0) }
        try change("UPDATE run_index SET rules = 0", in: store)
        #expect(try ids.map { try store.analysis($0) } == before)
        #expect(try computeAll(store) == ids.reversed())
        #expect(try ids.map { try store.analysis($0) } == before)
    }

    @Test func `an older catalog gets what it lacks, and keeps its rows`() throws {
        let ids: [RunID]
        let before: [RunAnalysis?]
        do {
            let store = try open()
            ids = try ["baseline", "mount-options"].map { try file($0, in: store) }
            before = try ids.map { try store.analysis($0) }
            try change(
                """
                DROP TABLE analyses; DROP TABLE cells; DROP TABLE marks; DROP TABLE run_index; DROP TABLE words;
                DROP TABLE documents; DROP TABLE names; DROP TABLE tombstones; PRAGMA user_version = 6;
                CREATE TABLE counts (runs INTEGER NOT NULL) STRICT; INSERT INTO counts VALUES (2);
                CREATE TRIGGER runs_more AFTER INSERT ON runs BEGIN UPDATE counts SET runs = runs + 1; END;
                """, in: store)
        }
        let (store, opening) = try Store.open(
            folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20))
        #expect(opening.indexedCount == 0 && opening.notes.isEmpty)
        let list = try store.runs(RunQuery())
        #expect(list.runs.map(\.id) == ids.reversed() && list.runs.allSatisfy { $0.audit == nil })
        #expect(try store.analysis(ids[0]) == nil)
        #expect(try computeAll(store) == ids.reversed())
        #expect(try ids.map { try store.analysis($0) } == before)
        #expect(try store.ids { $0.words = "epyc xfs" }.count == 2)
    }

    @Test func `a catalog of a newer version is made again`() throws {
        let id: RunID
        do {
            let store = try open()
            id = try file("baseline", in: store)
            try change("PRAGMA user_version = \(CatalogSchema.version + 1)", in: store)
        }
        let store = try open()
        #expect(try store.latest() == id && store.analysis(id) != nil)
    }

    @Test func `one that was cancelled stays due, and a damaged one waits for its files`() throws {
        let store = try open()
        let ids = try ["baseline", "mount-options"].map { try file($0, in: store) }
        try change("UPDATE run_index SET rules = 0", in: store)
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(throws: LibraryError.self) { try store.analyse(ids[1], unless: cancelled) }
        #expect(try store.nextAnalysis() == ids[1])
        try folder.write(Array("{}".utf8), to: "data/\(ids[1]).json")
        #expect(try computeAll(store) == [ids[1], ids[0]])
        #expect(try store.nextAnalysis() == nil)
        #expect(try store.analysis(ids[1]) != nil)
    }

    @Test func `what was read before a config came does not replace what was computed with it`() throws {
        let store = try open()
        let drop = try JudgedDrop(
            report: Fixtures.file("baseline", "aggregated_report.json"), in: store.staging)
        let id = try #require(try store.file(drop, at: .now()).id)
        let parts = try #require(try store.catalog.parts(of: id))
        let stale = try store.analysis(id)
        _ = try file("baseline", in: store)
        let complete = try store.analysis(id)
        #expect(complete != stale)
        #expect(try !store.catalog.putAnalysis(stale, vars: nil, of: parts, rules: 1))
        #expect(try store.analysis(id) == complete)
    }

    @Test func `a run that is removed takes what only it has with it`() throws {
        let store = try open()
        let ids = try ["baseline", "minute-baseline"].map { try file($0, in: store) }
        try store.catalog.remove(ids[1])
        #expect(try store.runs(RunQuery()).runs.map(\.id) == [ids[0]])
        for table in ["analyses", "run_index"] { #expect(try count(table, in: store) == 1) }
        // Its names, its machine, its settings, and the words of its source.
        #expect(try count("documents", in: store) == 4)
        try store.catalog.remove(ids[0])
        for table in ["cells", "documents"] { #expect(try count(table, in: store) == 0) }
    }

    @Test func `what a run led to before it was computed again goes if no other run leads to it`() throws {
        let store = try open()
        let ids = [
            try file("baseline", in: store), try file("baseline-repeat", config: "baseline", in: store),
        ]
        #expect(try store.vars(ids[0]) == store.vars(ids[1]))
        let before = try count("documents", in: store)
        for (id, more) in zip(ids, [Int64(1), 0]) {
            let parts = try #require(try store.catalog.parts(of: id))
            let analysis = try store.analysis(id)
            #expect(try store.catalog.putAnalysis(analysis, vars: ConfigVars(), of: parts, rules: 1))
            #expect(try count("documents", in: store) == before + more)
        }
    }

    private func count(_ table: String, in store: Store) throws -> Int64 {
        var count: Int64 = -1
        try store.catalog.read { (database) throws(CatalogError) in
            try database.query("SELECT count(*) FROM \(table)") { row in count = row.integer(0) }
        }
        return count
    }
}

extension Store {
    fileprivate func ids(_ change: (inout RunQuery) -> Void) throws -> [RunID] {
        var query = RunQuery()
        change(&query)
        return try runs(query).runs.map(\.id)
    }
}
