import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

/// Rows and frames that somebody has changed.
final class `A database with damaged rows` {
    private let shared: SharedDatabase
    private let (a, b): (PostgresStore, PostgresStore)
    private let troubles = Condition { _, _ in }

    init() throws {
        shared = try SharedDatabase()
        (a, b) = (try shared.open("a"), try shared.open("b", condition: troubles))
    }

    deinit { for store in [a, b] { store.stop() } }

    private func drop(_ number: Int, in store: PostgresStore) throws -> JudgedDrop {
        try JudgedDrop(report: `A library that daemons share`.report(number), in: store.staging)
    }

    private func file(_ number: Int, in store: PostgresStore) throws -> RunID {
        try #require(try store.file(drop(number, in: store), at: .now()).id)
    }

    private func details() -> [String] { troubles.troubles.map(\.detail) }

    @Test(arguments: ["nonsense", #"{"uuid":5}"#])
    func `keeps following all others, and names the one`(_ receipt: String) throws {
        let id = try file(1, in: a)
        b.catchUp()
        let admin = try shared.connection()
        let kept = try #require(try admin.rows("SELECT receipt FROM runs").first?.bytes(0))
        try replace(id, Array(receipt.utf8), on: admin)
        let next = try file(2, in: a)
        b.catchUp()
        #expect(try b.latest() == next && b.displacement == nil)
        #expect(
            eventually { self.details().contains { $0.contains("\(id) cannot be read from the database") } })
        #expect(try b.run(id) != nil, "it stays as it was known")
        // What is asked of that run alone fails, and nothing else.
        #expect(throws: LibraryError.unreadable("the row of the run \(id) is damaged")) {
            try self.file(1, in: self.b)
        }
        #expect(
            try a.remove([id, next], because: "old") == [
                .damagedNotes(
                    id,
                    Damage(
                        path: "the table runs", reason: "the row of the run \(id) is damaged"
                    )),
                .removed(next),
            ])
        let third = try file(3, in: a)
        #expect(a.displacement == nil)
        let late = try shared.open("late")
        defer { late.stop() }
        #expect(eventually { late.isComplete })
        #expect(try late.latest() == third && late.runs(RunQuery()).total == 1)

        try replace(id, kept, on: admin)
        #expect(eventually { self.details() == [] })
    }

    @Test func `is no run of another's receipt`() throws {
        let (first, second) = (try file(1, in: a), try file(2, in: a))
        b.catchUp()
        let admin = try shared.connection()
        let other = try #require(
            try admin.rows("SELECT receipt FROM runs WHERE id = $1", [.text(second.description)])
                .first?.bytes(0))
        try replace(first, other, on: admin)
        b.catchUp()
        #expect(
            eventually {
                self.details().contains { $0.contains("\(first) cannot be read from the database") }
            })
        #expect(try b.runs(RunQuery()).total == 2)
    }

    private func replace(_ id: RunID, _ receipt: [UInt8], on admin: PostgresConnection) throws {
        _ = try admin.rows(
            "UPDATE runs SET receipt = $2, version = version - 1 WHERE id = $1",
            [.text(id.description), .bytes(receipt)])
        _ = try admin.rows(
            "INSERT INTO events (run, kind, version) SELECT id, 'changed', version FROM runs WHERE id = $1",
            [.text(id.description)])
    }

    @Test(arguments: [
        "UPDATE chunks SET bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 255)", "DELETE FROM chunks",
    ])
    func `is mended by the same bytes at any daemon`(_ harm: String) throws {
        let id = try file(1, in: a)
        _ = try shared.connection().rows(harm)
        #expect(try b.file(drop(1, in: b), at: .now()).kind == .duplicate)
        let report = `A library that daemons share`.report(1)
        #expect(try a.content(.report, of: id).read(0..<report.count) == report)
    }

    @Test func `is not what a removal by another daemon makes`() throws {
        let id = try file(1, in: a)
        b.catchUp()
        let admin = try shared.connection()
        // As if it were removed between a look and the reading.
        _ = try admin.rows("DELETE FROM runs")
        _ = try admin.rows("DELETE FROM contents")
        let error = #expect(throws: LibraryError.self) { try b.content(.report, of: id) }
        #expect(error == .gone(id))
        #expect(details() == [])
    }

    @Test func `says that a run was removed only with a commit of its own`() throws {
        let id = try file(1, in: a)
        #expect(try a.remove([id], because: "old") == [.removed(id)])
        #expect(try b.remove([id], because: "old") == [.wasRemoved(id)])
        let rows = try shared.connection().rows(
            "SELECT count(*) FROM events WHERE kind = 'confirmed' AND run = $1", [.text(id.description)])
        #expect(rows.first?.integer(0) == 1)
    }

    @Test func `loses bytes of a removed run, also where whoever removed it ended too early`() throws {
        let id = try file(1, in: a)
        #expect(try a.remove([id], because: "old") == [.removed(id)])
        let admin = try shared.connection()
        _ = try admin.rows("INSERT INTO contents SELECT report_digest, 5 FROM tombstones")
        for store in [a, b] { store.stop() }
        let next = try shared.open("next", comparisonPause: .milliseconds(20))
        defer { next.stop() }
        #expect(
            eventually { (try? admin.rows("SELECT count(*) FROM contents").first?.integer(0)) == 0 })
    }

    private func withConfig(_ number: Int, in store: PostgresStore) throws -> JudgedDrop {
        try JudgedDrop(
            report: `A library that daemons share`.report(number),
            config: `A library that daemons share`.config("n: 1"), in: store.staging)
    }

    @Test func `files a new run with bytes that are whole`() throws {
        _ = try a.file(withConfig(1, in: a), at: .now())
        _ = try shared.connection().rows("DELETE FROM chunks")
        let id = try #require(try b.file(withConfig(2, in: b), at: .now()).id)
        let config = `A library that daemons share`.config("n: 1")
        a.catchUp()
        #expect(try a.content(.config, of: id).read(0..<config.count) == config)
    }

    @Test func `is mended where it is, and no other part`() throws {
        let id = try #require(try a.file(withConfig(1, in: a), at: .now()).id)
        _ = try shared.connection().rows("UPDATE chunks SET bytes = substr(bytes, 2)")
        b.catchUp()
        for part in FiledPart.allCases {
            #expect(throws: LibraryError.self) { try b.content(part, of: id) }
        }
        #expect(try a.file(drop(1, in: a), at: .now()).kind == .duplicate)
        b.catchUp()
        let damages = b.contents.damages
        #expect(damages.reason(.report, id) == nil && damages.reason(.config, id) != nil)
        #expect(details().count == 1)
    }
}
