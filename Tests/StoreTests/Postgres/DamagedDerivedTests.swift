import Synchronization
import TestSupport
import Testing

@testable import Analysis
@testable import Model
@testable import Store
@testable import System

/// What was computed of runs, where it cannot be read, or not by every daemon.
final class `What is derived of runs in a database` {
    private let shared: SharedDatabase
    private let (a, b): (PostgresStore, PostgresStore)

    init() throws {
        shared = try SharedDatabase()
        (a, b) = (try shared.open("a"), try shared.open("b"))
    }

    deinit { for store in [a, b] { store.stop() } }

    private func drop(_ number: Int, in store: PostgresStore) throws -> JudgedDrop {
        try JudgedDrop(report: `A library that daemons share`.report(number), in: store.staging)
    }

    private func file(_ number: Int, in store: PostgresStore) throws -> RunID {
        try #require(try store.file(drop(number, in: store), at: .now()).id)
    }

    private func bytes(of id: RunID) throws -> [UInt8] {
        try #require(
            try shared.connection().rows("SELECT bytes FROM derived WHERE id = $1", [.text(id.description)])
                .first?.bytes(0))
    }

    /// Writes it as somebody who is no daemon, and has all daemons read it.
    private func write(_ bytes: [UInt8], of id: RunID) throws {
        let version = RunStatements.newVersion()
        _ = try shared.connection().run(
            [
                PostgresStatement(
                    "UPDATE derived SET bytes = $2 WHERE id = $1", [.text(id.description), .bytes(bytes)]),
                PostgresStatement(
                    "UPDATE runs SET version = $2 WHERE id = $1", [.text(id.description), .integer(version)]),
                RunStatements.event(.changed, of: id, version: version),
            ], patience: .seconds(60))
        b.catchUp()
    }

    private func warnings(of id: RunID, in store: PostgresStore) throws -> [Problem.Kind] {
        try #require(try store.run(id)).receipt.warnings.map(\.kind)
    }

    private func compute(in store: PostgresStore) throws -> RunID? {
        let id = try store.nextAnalysis()
        if let id { try store.analyse(id, unless: Cancellation()) }
        return id
    }

    @Test(arguments: [[], [2, 40, 181, 47], [9]] as [[UInt8]])
    func `says where it is missing, and others are listed as before`(_ harm: [UInt8]) throws {
        let (id, other) = (try file(1, in: a), try file(2, in: a))
        try write(harm, of: id)
        #expect(try warnings(of: id, in: b) == [.notComputed] && b.run(id)?.counts.benchmarks == 0)
        #expect(try warnings(of: other, in: b) == [])
        #expect(try b.run(other)?.counts.benchmarks == 1)
    }

    @Test func `that claims to be larger than memory is missing, and costs no other`() throws {
        let (other, id) = (try file(1, in: a), try file(2, in: a))
        let huge: [UInt8] = [2, 0x28, 0xB5, 0x2F, 0xFD, 0xE0] + [UInt8](repeating: 0xFF, count: 7) + [0x7F]
        let version = RunStatements.newVersion()
        // Both in one look, so that what they have is summed.
        _ = try shared.connection().run(
            [
                PostgresStatement("BEGIN"),
                PostgresStatement(
                    "UPDATE derived SET bytes = $2 WHERE id = $1", [.text(id.description), .bytes(huge)]),
                PostgresStatement("UPDATE runs SET version = $1", [.integer(version)]),
                RunStatements.event(.changed, of: other, version: version),
                RunStatements.event(.changed, of: id, version: version),
                PostgresStatement("COMMIT"),
            ], patience: .seconds(60))
        b.catchUp()
        #expect(try warnings(of: id, in: b) == [.notComputed] && warnings(of: other, in: b) == [])
    }

    @Test func `is computed from the bytes where it is damaged`() throws {
        let id = try file(1, in: a)
        b.catchUp()
        let whole = try #require(try b.run(id)).counts
        try write([2, 1, 2, 3], of: id)
        // Each daemon makes it due once.
        a.catchUp()
        #expect(try compute(in: a) == id)
        b.catchUp()
        #expect(try warnings(of: id, in: b) == [] && b.run(id)?.counts == whole)
        #expect(try a.nextAnalysis() == nil)
        // Daemons must not keep each other at work where it is lost each time.
        try write([2, 1, 2, 3], of: id)
        a.catchUp()
        #expect(try warnings(of: id, in: b) == [.notComputed] && a.nextAnalysis() == nil)
    }

    @Test func `is computed from the bytes where its row is gone`() throws {
        let id = try file(1, in: a)
        let bytes = try bytes(of: id)
        _ = try shared.connection().rows("DELETE FROM derived")
        try write([], of: id)
        #expect(try warnings(of: id, in: b) == [.notComputed])
        #expect(try compute(in: a) == id && self.bytes(of: id) == bytes)
    }

    @Test func `stays as a later benchd has written it, and is read once that is possible`() throws {
        let id = try file(1, in: a)
        let bytes = try bytes(of: id)
        try write([255] + bytes.dropFirst(), of: id)
        #expect(try warnings(of: id, in: b) == [.notComputed] && compute(in: a) == nil)
        let updated = try shared.open("updated", comparisonPause: .milliseconds(20))
        defer { updated.stop() }
        #expect(eventually { updated.isComplete })
        #expect(try warnings(of: id, in: updated) == [.notComputed])
        // As if it could be read now: the state of the run has not changed.
        _ = try shared.connection().rows(
            "UPDATE derived SET bytes = $2 WHERE id = $1", [.text(id.description), .bytes(bytes)])
        #expect(eventually { (try? self.warnings(of: id, in: updated)) == [] })
    }

    @Test func `is computed from the bytes after a config came to a daemon that cannot read it`() throws {
        let id = try file(1, in: a)
        let bytes = try bytes(of: id)
        try write([255] + bytes.dropFirst(), of: id)
        let late = try JudgedDrop(
            report: `A library that daemons share`.report(1),
            config: `A library that daemons share`.config("n: 1"), in: b.staging)
        let doubted = Mutex<Set<RunID>>([])
        b.whenDoubtful { id in doubted.withLock { _ = $0.insert(id) } }
        #expect(try b.file(late, at: .now()).kind == .attached)
        b.catchUp()
        #expect(doubted.withLock(\.self) == [id])
        #expect(try compute(in: a) == id)
        b.catchUp()
        #expect(try warnings(of: id, in: b) == [] && b.run(id)?.config != nil)
    }

    @Test func `keeps no late config out where its row is gone`() throws {
        let id = try file(1, in: a)
        _ = try shared.connection().rows("DELETE FROM derived")
        let late = try JudgedDrop(
            report: `A library that daemons share`.report(1),
            config: `A library that daemons share`.config("n: 1"), in: b.staging)
        #expect(try b.file(late, at: .now()).kind == .attached)
        #expect(try compute(in: a) == id)
        b.catchUp()
        #expect(try warnings(of: id, in: b) == [] && b.run(id)?.config != nil)
    }

    @Test func `keeps what was computed while a late config waited for it`() throws {
        let id = try file(1, in: a)
        let bytes = try bytes(of: id)
        try write([2, 1, 2, 3], of: id)
        let late = try JudgedDrop(
            report: `A library that daemons share`.report(1),
            config: `A library that daemons share`.config("n: 1"), in: b.staging)
        let (computing, watching) = (try shared.connection(), try shared.connection())
        let derived = try #require(DerivedRun(bytes: bytes, rules: RunAnalysis.currentRules))
        let version = RunStatements.newVersion()
        _ = try computing.run(
            [
                PostgresStatement("BEGIN"), RunStatements.derive(derived, of: id),
                PostgresStatement(
                    "UPDATE runs SET version = $2 WHERE id = $1", [.text(id.description), .integer(version)]),
                RunStatements.event(.changed, of: id, version: version),
            ], patience: .seconds(10))
        let outcome = Mutex<Outcome?>(nil)
        let thread = try WorkThread(name: "test-file") { [b] in
            let filed = try? b.file(late, at: .now())
            outcome.withLock { $0 = filed }
        }
        #expect(
            eventually {
                (try? watching.isAnyoneWaiting) == true
            })
        _ = try computing.rows("COMMIT")
        thread.join()
        #expect(outcome.withLock(\.self)?.kind == .attached)
        let kept = DerivedRun(bytes: try self.bytes(of: id), rules: RunAnalysis.currentRules)
        #expect(kept?.listing != nil && kept?.report == derived.report)
        b.catchUp()
        #expect(try warnings(of: id, in: b) == [])
    }

    @Test func `is computed by several daemons at once, each another run`() throws {
        let ids = try (1...40).map { try file($0, in: a) }
        _ = try shared.connection().run([RunStatements.due(ids)], patience: .seconds(60))
        let own = try #require(try a.nextAnalysis())
        // Within so many looks another is found, but for a chance of 16 to the power of -40.
        #expect(try (0..<40).contains { _ in try b.nextAnalysis() != own })
        var rows: [[PostgresRow]] = []
        let computing = try PostgresTransaction(
            shared.connection(),
            [PostgresStatement("SELECT FROM derived WHERE id = $1 FOR UPDATE", [.text(own.description)])],
            rows: &rows)
        #expect(try !b.analyse(own, unless: Cancellation()), "whoever holds the row computes it")
        try computing.commit()
        #expect(try b.analyse(own, unless: Cancellation()))
    }

    @Test func `that no catalog can have costs no other`() throws {
        let (id, other) = (try file(1, in: a), try file(2, in: a))
        var derived = try #require(DerivedRun(bytes: try bytes(of: id), rules: RunAnalysis.currentRules))
        var readings = try #require(derived.packed?.analysis).readings
        readings.cells += readings.cells
        derived.packed = PackedAnalysis(RunAnalysis(readings, vars: nil))
        try write(derived.bytes, of: id)
        #expect(try warnings(of: id, in: b) == [.notComputed] && warnings(of: other, in: b) == [])
        #expect(b.isComplete && b.catalogTrouble == nil)
        #expect(try compute(in: a) == id)
        b.catchUp()
        #expect(try warnings(of: id, in: b) == [])
    }
}
