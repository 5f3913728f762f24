import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model
@testable import Store
@testable import System

/// Several daemons with one database.
final class `A library that daemons share` {
    let shared: SharedDatabase
    private var opened: [PostgresStore] = []

    init() throws { shared = try SharedDatabase() }

    deinit { for store in opened { store.stop() } }

    private func open(_ name: String) throws -> PostgresStore {
        let store = try shared.open(name)
        opened.append(store)
        return store
    }

    static func report(_ number: Int) -> [UInt8] {
        Array(#"{"data":{"fio":{"ext4":{"metrics":{"plot":{"read_iops":\#(number)}}}}}}"#.utf8)
    }

    static func config(_ text: String) -> [UInt8] {
        var zip = ZipBuilder()
        zip.add("vars/all.yaml", text)
        return zip.bytes
    }

    private func drop(
        _ number: Int, _ config: String? = nil, origin: Origin = .upload, in store: PostgresStore
    ) throws -> JudgedDrop {
        try JudgedDrop(
            report: Self.report(number), config: config.map(Self.config), origin: origin, in: store.staging)
    }

    @discardableResult
    private func file(_ number: Int, _ config: String? = nil, in store: PostgresStore) throws -> RunID {
        try #require(try store.file(drop(number, config, in: store), at: .now()).id)
    }

    @Test func `has the same bytes once, however many daemons get them at once`() throws {
        let stores = try ["a", "b", "c"].map { try open($0) }
        let rounds = 20
        let outcomes = Mutex<[Int: [Outcome]]>([:])
        let threads = try stores.map { store in
            let drops = try (0..<rounds).map { try drop($0, "n: \($0)", in: store) }
            return try WorkThread(name: "test-file") {
                for (number, drop) in drops.enumerated() {
                    guard let outcome = try? store.file(drop, at: .now()) else { continue }
                    outcomes.withLock { $0[number, default: []].append(outcome) }
                }
            }
        }
        for thread in threads { thread.join() }
        for number in 0..<rounds {
            let found = outcomes.withLock { $0[number] ?? [] }
            #expect(found.count == 3 && Set(found.map(\.id)).count == 1, "\(found)")
            #expect(found.count { $0.kind == .accepted } == 1, "\(found)")
        }
        for store in stores {
            store.catchUp()
            #expect(try store.runs(RunQuery()).total == rounds)
        }
    }

    @Test func `shows everywhere what any of them has acknowledged`() throws {
        let (a, b) = (try open("a"), try open("b"))
        let id = try file(1, in: a)
        let bare = try file(2, in: a)

        #expect(try b.file(drop(2, "late", in: b), at: .now()).kind == .attached)
        a.catchUp()
        #expect(try a.run(bare)?.receipt.config?.digest == .of(Self.config("late")))
        #expect(try a.listing(bare, from: 0, limit: 9)?.total == 1 && a.vars(bare) != nil)
        #expect(try a.content(.config, of: bare).read(0..<4) == Array(Self.config("late")[..<4]))

        var change = MarkChange()
        try change.setLabel("tuned")
        #expect(try b.mark(.id(id), change) == .marked(id, change.applied(to: RunMark())))
        a.catchUp()
        #expect(try a.run(id)?.mark.label == "tuned")

        #expect(try b.remove([id], because: "old") == [.removed(id)])
        a.catchUp()
        #expect(try a.run(id) == nil && a.tombstone(id)?.reason == "old")
        #expect(try a.file(drop(1, in: a), at: .now()).kind == .duplicate)
        #expect(try a.runs(RunQuery()).total == 1)
        let left = try shared.connection().rows("SELECT count(*) FROM contents").first?.integer(0)
        #expect(left == 2, "the bytes of the removed run are still there")
    }

    @Test func `tells each daemon of what others file`() throws {
        let (a, b) = (try open("a"), try open("b"))
        // What is filed before it follows is no news.
        try waitUntil("the catalog") { b.isComplete }
        let heard = Mutex<[RunNews]>([])
        b.whenRunsChange { news in heard.withLock { $0.append(news) } }
        let id = try file(1, in: a)
        try waitUntil("the news") { heard.withLock { $0 } == [RunNews(id: id, .filed)] }
        #expect(try a.remove([id], because: "old") == [.removed(id)])
        try waitUntil("the removal") { heard.withLock { $0.last } == RunNews(id: id, .removed) }
    }

    @Test func `is loaded by a daemon that comes later, and goes on from there after a restart`() throws {
        let a = try open("a")
        let ids = try (0..<70).map { try file($0, $0.isMultiple(of: 3) ? "x" : nil, in: a) }
        _ = try a.remove([ids[5]], because: "old")
        let late = try open("late")
        try waitUntil("all runs") { late.isComplete }
        #expect(try late.runs(RunQuery()) == a.runs(RunQuery()))
        #expect(try late.tombstone(ids[5])?.reason == "old")
        late.stop()
        opened.removeAll { $0 === late }
        let more = try file(100, in: a)
        _ = try a.remove([ids[6]], because: "old")
        let again = try open("late-2")
        try waitUntil("all runs") { again.isComplete }
        again.catchUp()
        #expect(try again.latest() == more && again.run(ids[6]) == nil)
    }

    @Test
    func `has another history after a failover: what is gone there goes, what has changed is read again`()
        throws
    {
        let a = try open("a")
        let ids = try (0..<5).map { try file($0, in: a) }
        let admin = try shared.connection()
        // As if these had been visible and were lost with the primary.
        _ = try admin.rows("DELETE FROM runs WHERE id = $1", [.text(ids[1].description)])
        _ = try admin.rows(
            "UPDATE runs SET mark = $2, version = 77 WHERE id = $1",
            [.text(ids[2].description), .bytes(Array(#"{"label":"other"}"#.utf8))])
        a.catchUp()
        #expect(try a.run(ids[1]) != nil, "without an event nothing is noticed")
        _ = try admin.rows("UPDATE meta SET value = 'another' WHERE name = 'library'")
        try breakConnections()
        try waitUntil("the comparison") { try a.run(ids[1]) == nil && a.run(ids[2])?.mark.label == "other" }
        #expect(try a.runs(RunQuery()).total == 4)
    }

    @Test func `is compared as a whole where the news is no longer kept`() throws {
        let a = try open("a")
        let ids = try (0..<3).map { try file($0, in: a) }
        let admin = try shared.connection()
        _ = try admin.rows("DELETE FROM runs WHERE id = $1", [.text(ids[0].description)])
        _ = try admin.rows("UPDATE meta SET value = pg_current_xact_id()::text WHERE name = 'pruned'")
        try waitUntil("the comparison") { try a.run(ids[0]) == nil }
        #expect(try a.runs(RunQuery()).total == 2)
    }

    @Test func `goes on by itself when connections are lost`() throws {
        let a = try open("a")
        try file(1, in: a)
        for number in 2..<6 {
            try breakConnections()
            try waitUntil("the database") { (try? file(number, in: a)) != nil }
        }
        try waitUntil("no trouble") { a.displacement == nil }
        #expect(try a.runs(RunQuery()).total == 5)
    }

    @Test func `serves what it knows while the database is away, and says so`() throws {
        let a = try open("a")
        let id = try file(1, in: a)
        let admin = try PostgresServer.shared.get().admin()
        let name = try #require(shared.place.split(separator: "=").last)
        _ = try admin.rows("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
        try breakConnections()
        try waitUntil("the trouble") { a.displacement != nil }
        a.catchUp()
        #expect(try a.run(id)?.id == id && a.runs(RunQuery()).total == 1)
        #expect(throws: LibraryError.self) { try a.content(.report, of: id) }
        #expect(throws: LibraryError.self) { try self.file(2, in: a) }
        #expect(try a.staging.names().isEmpty)
        _ = try admin.rows("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
        try waitUntil("the database") { (try? file(2, in: a)) != nil }
        try waitUntil("no trouble") { a.displacement == nil }
    }

    @Test func `mends damaged bytes by the same bytes again`() throws {
        let a = try open("a")
        let id = try file(1, in: a)
        let admin = try shared.connection()
        _ = try admin.rows("UPDATE chunks SET bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 255)")
        let error = #expect(throws: LibraryError.self) { try a.content(.report, of: id) }
        if case .damaged? = error {} else { Issue.record("\(String(describing: error))") }
        #expect(try a.file(drop(1, in: a), at: .now()).kind == .duplicate)
        #expect(try a.content(.report, of: id).read(0..<Self.report(1).count) == Self.report(1))
    }

    @Test func `keeps notes that it cannot read, which a later benchd may have written`() throws {
        let a = try open("a")
        let id = try file(1, in: a)
        let admin = try shared.connection()
        let later = Array(#"{"label":["of","a","later","version"],"pinned":true}"#.utf8)
        _ = try admin.rows("UPDATE runs SET mark = $1", [.bytes(later)])
        var change = MarkChange()
        try change.setLabel("mine")
        guard case .damaged(let damage) = try a.mark(.id(id), change) else {
            Issue.record("the notes were replaced")
            return
        }
        #expect("\(damage)".hasPrefix("the notes of \(id): "))
        let same = try JudgedDrop(
            report: Self.report(1), mark: change.applied(to: RunMark()), in: a.staging)
        #expect(try a.file(same, at: .now()).warnings == [.notesKept(damage)])
        #expect(try a.remove([id], because: "old") == [.damagedNotes(id, damage)])
        #expect(try admin.rows("SELECT mark FROM runs").first?.bytes(0) == later)
    }

    @Test func `computes a run again once, by rules that no daemon has exceeded`() throws {
        let (a, b) = (try open("a"), try open("b"))
        let id = try file(1, "x", in: a)
        let admin = try shared.connection()
        #expect(try a.nextAnalysis() == nil)
        _ = try admin.rows("UPDATE derived SET rules = 10000")
        #expect(try a.nextAnalysis() == nil, "what later rules have computed is left alone")
        _ = try admin.rows("UPDATE derived SET rules = 0")
        #expect(try a.nextAnalysis() == id)
        try a.analyse(id, unless: Cancellation())
        #expect(try b.nextAnalysis() == nil)
        b.catchUp()
        #expect(try b.analysis(id) == a.analysis(id) && b.analysis(id) != nil)
    }

    @Test func `works on where another daemon holds a report for longer than is waited for`() throws {
        let a = try open("a")
        let admin = try shared.connection()
        var rows: [[PostgresRow]] = []
        let other = try PostgresTransaction(
            admin, [PostgresLock.taking([.of(Self.report(1))])], rows: &rows)
        #expect(throws: LibraryError.contended) { try self.file(1, in: a) }
        try file(2, in: a)
        try other.commit()
        try file(1, in: a)
        #expect(try a.displacement == nil && a.runs(RunQuery()).total == 2)
    }

    @Test func `keeps the news of a week, however much there was before`() throws {
        let admin = try shared.connection()
        _ = try PostgresSchema.prepare(admin)
        _ = try admin.rows(
            "INSERT INTO events (run, kind, version, at)"
                + " SELECT 'x', 'changed', 1, now() - interval '8 days' FROM generate_series(1, 50000)")
        _ = try admin.rows("INSERT INTO events (run, kind, version) VALUES ('x', 'changed', 1)")
        let newest = try #require(
            admin.rows("SELECT max(xid::text::bigint) FROM events WHERE at < now() - interval '7 days'").first
        )
        _ = try open("a")
        try waitUntil("the old news to be gone") {
            try admin.rows("SELECT count(*) FROM events").first?.integer(0) == 1
        }
        let pruned = try admin.rows("SELECT value::bigint FROM meta WHERE name = 'pruned'").first
        #expect(pruned?.integer(0) == newest.integer(0))
    }

    @Test func `refuses a database of a later version`() throws {
        _ = try open("a")
        _ = try shared.connection().rows("UPDATE meta SET value = '99' WHERE name = 'schema'")
        let error = #expect(throws: PostgresRefusal.self) { try self.open("b") }
        #expect(error?.description.contains("is of version 99, and this benchd knows version") == true)
    }

    private func waitUntil(_ what: Comment, _ condition: () throws -> Bool) throws {
        // What throws is tried again: the database may be away.
        #expect(eventually { (try? condition()) == true }, what)
    }

    /// Ends every connection to the database but that of the administrator.
    private func breakConnections() throws {
        let name = try #require(shared.place.split(separator: "=").last)
        _ = try PostgresServer.shared.get().admin().rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)' AND pid <> pg_backend_pid()"
        )
    }
}
