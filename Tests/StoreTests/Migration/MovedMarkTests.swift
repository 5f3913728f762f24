import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

/// What a database keeps of whether somebody has changed a mark since a migration has moved it.
final class `A mark that was moved into a database` {
    private let shared: SharedDatabase
    private let store: PostgresStore
    private let admin: PostgresConnection
    private let id: RunID

    init() throws {
        shared = try SharedDatabase()
        store = try shared.open()
        let drop = try JudgedDrop(report: `A library that daemons share`.report(1), in: store.staging)
        id = try #require(try store.file(drop, at: .now()).id)
        admin = try shared.connection()
        let receipt = try #require(try store.run(id)).receipt
        _ = try admin.rows(
            "UPDATE runs SET version = $1", [.integer(MovedState.version(receipt, RunMark()))])
    }

    deinit { store.stop() }

    private func isMoved() throws -> Bool {
        let library = try PostgresLibrary()
        let pool = PostgresPool(try PostgresPlace(shared.place, library), library)
        let held = try ReceivingDatabase(pool: pool, inbox: nil, removed: []).held([id])
        return try #require(held[id]).isMarkMoved
    }

    private func changeMark() throws {
        var change = MarkChange()
        try change.setLabel("mine")
        #expect(try store.mark(.id(id), change) == .marked(id, change.applied(to: RunMark())))
    }

    @Test func `is untouched until somebody changes it`() throws {
        #expect(try isMoved())
        try changeMark()
        #expect(try !isMoved())
    }

    @Test(arguments: [false, true])
    func `is as it was where its run is computed`(_ isTouched: Bool) throws {
        if isTouched { try changeMark() }
        _ = try admin.rows("UPDATE derived SET rules = 0")
        try store.analyse(id, unless: Cancellation())
        #expect(try store.nextAnalysis() == nil)
        #expect(try isMoved() == !isTouched)
    }

    @Test(arguments: [false, true])
    func `is as it is at the commit of a late config`(_ isTouched: Bool) throws {
        let config = try JudgedConfig(`A library that daemons share`.config("late"), in: store.staging)
        let row = try admin.rows("SELECT \(RunRecord.columns) FROM runs r").first
        let record = try RunRecord(try #require(row))
        // A group of drops reads its twins without a lock on their rows.
        if isTouched { try changeMark() }
        var rows: [[PostgresRow]] = []
        let transaction = try PostgresTransaction(
            admin, [RunStatements.content(config.staged.file)], rows: &rows)
        let attachment = try Attachment(config, to: record, at: .now(), in: transaction)
        try transaction.commit(attachment.statements)
        #expect(try isMoved() == !isTouched)
    }

    @Test func `counts as touched where it cannot be read, since a later benchd may have written it`() throws
    {
        _ = try admin.rows("UPDATE runs SET mark = $1", [.bytes(Array(#"{"label":5}"#.utf8))])
        #expect(try !isMoved())
    }

    @Test func `that cannot be read may be a pin, so its run is not removed`() throws {
        let tombstone = Tombstone(of: try #require(try store.run(id)).receipt, removed: .now(), reason: "old")
        _ = try admin.rows("UPDATE runs SET mark = $1", [.bytes(Array(#"{"label":5}"#.utf8))])
        let library = try PostgresLibrary()
        let pool = PostgresPool(try PostgresPlace(shared.place, library), library)
        let burial = try ReceivingDatabase(pool: pool, inbox: nil, removed: []).bury(tombstone)
        guard case .conflict(let reason) = burial else {
            Issue.record("\(burial)")
            return
        }
        #expect(reason.hasPrefix("it was removed, and its notes there are damaged"))
        #expect(try admin.rows("SELECT id FROM runs").count == 1)
    }
}
