import Synchronization
import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

/// A database that somebody changes past benchd, which says nothing of it.
struct `What was changed past benchd`: ~Copyable {
    private let shared: SharedDatabase

    init() throws { shared = try SharedDatabase() }

    private func file(_ number: Int, in store: borrowing PostgresStore) throws -> RunID {
        let drop = try JudgedDrop(
            report: `A library that daemons share`.report(number), in: store.staging)
        return try #require(try store.file(drop, at: .now()).id)
    }

    private func change(_ ids: [RunID]) throws {
        let admin = try shared.connection()
        _ = try admin.rows("DELETE FROM runs WHERE id = $1", [.text(ids[0].description)])
        _ = try admin.rows(
            "UPDATE runs SET mark = $2, version = 77 WHERE id = $1",
            [.text(ids[1].description), .bytes(Array(#"{"label":"other"}"#.utf8))])
    }

    private func hasChange(_ ids: [RunID], _ store: borrowing PostgresStore) throws -> Bool {
        try store.run(ids[0]) == nil && store.run(ids[1])?.mark.label == "other"
    }

    @Test func `is found in time`() throws {
        let store = try shared.open(comparisonPause: .milliseconds(20))
        defer { store.stop() }
        let ids = try (0..<3).map { try file($0, in: store) }
        try change(ids)
        #expect(eventually { try! hasChange(ids, store) })
        #expect(try store.runs(RunQuery()).total == 2)
    }

    private func filedAndClosed() throws -> [RunID] {
        let store = try shared.open()
        defer { store.stop() }
        return try (0..<3).map { try file($0, in: store) }
    }

    @Test func `is found at the next start`() throws {
        let ids = try filedAndClosed()
        try change(ids)
        let again = try shared.open("a")
        defer { again.stop() }
        #expect(eventually { try! hasChange(ids, again) })
        #expect(try again.runs(RunQuery()).total == 2)
    }

    @Test func `tells listeners of what others file meanwhile`() throws {
        let (a, b) = (try shared.open("a"), try shared.open("b", comparisonPause: .zero))
        defer { for store in [a, b] { store.stop() } }
        #expect(eventually { b.isComplete })
        let heard = Heard()
        b.whenRunsChange { heard.add($0) }
        let isOver = Cancellation()
        let asking = try WorkThread(name: "test-ask") { while !isOver.isCancelled { b.catchUp() } }
        let ids = try (0..<100).map { try file($0, in: a) }
        isOver.cancel()
        asking.join()
        #expect(eventually { heard.filed == Set(ids) }, "a comparison has swallowed news")
    }

    @Test func `does not include a session that the server has ended`() throws {
        let pool = try PostgresStore.pool(shared.place)
        _ = try pool.rows("SELECT 1")
        let name = try #require(shared.place.split(separator: "=").last)
        let admin = try PostgresServer.shared.get().admin()
        _ = try admin.rows(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '\(name)'")
        #expect(try pool.rows("SELECT 2").first?.integer(0) == 2)
    }
}

/// What a listener has heard.
private final class Heard: Sendable {
    private let all = Mutex<[RunNews]>([])

    func add(_ news: RunNews) { all.withLock { $0.append(news) } }

    var filed: Set<RunID> { Set(all.withLock { $0.filter { $0.change == .filed }.map(\.id) }) }
}
