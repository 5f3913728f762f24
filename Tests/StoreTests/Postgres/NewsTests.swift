import Synchronization
import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

struct `A snapshot of the server` {
    @Test func `sees what was over`() throws {
        let snapshot = try #require(ServerSnapshot("10:20:10,14"))
        #expect([0, 9, 11, 19].allSatisfy(snapshot.sees))
        #expect(![10, 14, 20, .max].contains(where: snapshot.sees))
        #expect(try #require(ServerSnapshot("7:7:")).sees(6))
    }

    @Test(arguments: ["", "10", "10:20", "10:20:x", "a:20:", "10:b:", "10:20:11:12"])
    func `is nothing else`(_ text: String) {
        #expect(ServerSnapshot(text) == nil)
    }
}

struct `News of a database`: ~Copyable {
    private let shared: SharedDatabase

    init() throws { shared = try SharedDatabase() }

    @Test func `is not lost to a transaction that stays open`() throws {
        let (open, admin) = (try shared.connection(), try shared.connection())
        _ = try PostgresSchema.prepare(admin)
        var rows: [[PostgresRow]] = []
        let holding = try PostgresTransaction(
            open, [PostgresStatement("SELECT pg_current_xact_id()::text")], rows: &rows)
        _ = try admin.rows(
            "INSERT INTO events (run, kind, version, at) SELECT 'x', 'changed', 1, now() - interval '8 days' FROM generate_series(1, 2)"
        )
        let log = Mutex<[String]>([])
        let store = try shared.open { _, text in log.withLock { $0.append(text) } }
        defer { store.stop() }
        #expect(
            eventually {
                (try? admin.rows("SELECT value FROM meta WHERE name = 'pruned'").first?.text(0)) != "0"
            })
        let drop = try JudgedDrop(report: `A library that daemons share`.report(1), in: store.staging)
        _ = try store.file(drop, at: .now())
        for _ in 0..<5 { store.catchUp() }
        #expect(try store.runs(RunQuery()).total == 1)
        #expect(log.withLock { $0 }.filter { $0.contains("keeps no news") } == [])
        try holding.commit()
    }

    @Test(arguments: ["changed", "confirmed"])
    func `is replaced by a comparison where much has happened`(_ kind: String) throws {
        let log = Mutex<[String]>([])
        let store = try shared.open { _, text in log.withLock { $0.append(text) } }
        defer { store.stop() }
        #expect(eventually { store.isComplete })
        let drop = try JudgedDrop(report: `A library that daemons share`.report(1), in: store.staging)
        let id = try #require(try store.file(drop, at: .now()).id)
        let admin = try shared.connection()
        _ = try admin.rows("UPDATE runs SET mark = $1", [.bytes(Array(#"{"label":"other"}"#.utf8))])
        _ = try admin.rows("UPDATE runs SET version = 77")
        _ = try admin.rows(
            "INSERT INTO events (run, kind, version) SELECT 'x', $1, 1 FROM generate_series(1, 20001)",
            [.text(kind)])
        #expect(eventually { (try? store.run(id)?.mark.label) == "other" })
        #expect(log.withLock { $0 }.contains { $0.contains("more has happened than 20000 changes") })
    }

    @Test func `keeps the last event, however old it is`() throws {
        let admin = try shared.connection()
        _ = try PostgresSchema.prepare(admin)
        _ = try admin.rows(
            "INSERT INTO events (run, kind, version, at) SELECT 'x', kind, 1, now() - interval '8 days'"
                + " FROM unnest(ARRAY['filed', 'changed', 'confirmed']) WITH ORDINALITY k(kind, n) ORDER BY n"
        )
        let store = try shared.open()
        defer { store.stop() }
        #expect(
            eventually {
                (try? admin.rows("SELECT kind FROM events").map { $0.text(0) }) == ["confirmed"]
            })
    }

    @Test func `is known by a number that no other history has`() throws {
        let store = try shared.open()
        defer { store.stop() }
        let drop = { try JudgedDrop(report: `A library that daemons share`.report(1), in: store.staging) }
        let id = try #require(try store.file(drop(), at: .now()).id)
        #expect(try store.file(drop(), at: .now()).kind == .duplicate)
        var change = MarkChange()
        try change.setLabel("tuned")
        _ = try store.mark(.id(id), change)
        #expect(try store.remove([id], because: "old") == [.removed(id)])
        let versions = try shared.connection().rows("SELECT version FROM events").map { $0.integer(0) }
        #expect(versions.count == 4 && Set(versions).count == 4 && !versions.contains(0))
    }

    @Test(arguments: [
        "UPDATE meta SET value = '99999999' WHERE name = 'pruned'",
        "INSERT INTO events (xid, run, kind, version) VALUES ('99999999', 'x', 'changed', 1)",
        "UPDATE meta SET value = '1' WHERE name = 'server'",
    ])
    func `is forgotten where its transactions are those of another history`(_ change: String) throws {
        let admin = try shared.connection()
        _ = try PostgresSchema.prepare(admin)
        let library = try admin.rows("SELECT value FROM meta WHERE name = 'library'").first?.text(0)
        _ = try admin.rows(change)
        let log = Mutex<[String]>([])
        let store = try shared.open { _, text in log.withLock { $0.append(text) } }
        defer { store.stop() }
        #expect(eventually { store.isComplete })
        for _ in 0..<5 { store.catchUp() }
        #expect(log.withLock { $0 }.filter { $0.contains("compared") } == [])
        #expect(try admin.rows("SELECT value FROM meta WHERE name = 'pruned'").first?.text(0) == "0")
        #expect(try admin.rows("SELECT value FROM meta WHERE name = 'library'").first?.text(0) != library)
        #expect(try admin.rows("SELECT count(*) FROM events").first?.integer(0) == 0)
    }

    @Test func `of many runs is entered while lists say that they lack some`() throws {
        let log = Mutex<[String]>([])
        let store = try shared.open { _, text in log.withLock { $0.append(text) } }
        defer { store.stop() }
        #expect(eventually { store.isComplete })
        _ = try shared.connection().rows(
            "INSERT INTO events (run, kind, version)"
                + " SELECT lpad(to_hex(n), 12, '0'), 'removed', n FROM generate_series(1, 501) n")
        #expect(
            eventually {
                log.withLock { $0 }.contains { $0.contains("0 runs filed, 501 read into the catalog") }
            }
        )
        #expect(store.isComplete && store.indexing == nil)
    }

    @Test func `is late while it takes long to enter, and not where the database does not answer`() throws {
        let (a, b) = (try shared.open("a"), try shared.open("b"))
        defer { for store in [a, b] { store.stop() } }
        let (holding, watching) = (try shared.connection(), try shared.connection())
        for statement in ["BEGIN", "LOCK TABLE events IN ACCESS EXCLUSIVE MODE"] {
            _ = try holding.rows(statement)
        }
        #expect(
            eventually {
                (try? watching.isAnyoneWaiting) == true && !a.follower.isCaughtUp
            })
        a.catchUp()
        #expect(a.lateNews == nil)
        _ = try holding.rows("ROLLBACK")
        #expect(eventually { a.follower.isCaughtUp })

        let drop = try JudgedDrop(report: `A library that daemons share`.report(1), in: b.staging)
        try a.catalog.write { _ in
            guard (try? b.file(drop, at: .now())) != nil else { return }
            #expect(
                eventually {
                    a.catchUp()
                    return a.lateNews != nil
                })
        }
        #expect(eventually { a.lateNews == nil })
        #expect(try a.runs(RunQuery()).total == 1)
    }

    @Test func `comes also where the server ends sessions that sleep`() throws {
        let admin = try shared.connection()
        let name = try #require(admin.rows("SELECT current_database()").first?.text(0))
        _ = try admin.rows("ALTER DATABASE \(name) SET idle_session_timeout = '300ms'")
        let store = try shared.open()
        defer { store.stop() }
        #expect(try store.pool.rows("SHOW idle_session_timeout", []).first?.text(0) == "0")
    }
}
