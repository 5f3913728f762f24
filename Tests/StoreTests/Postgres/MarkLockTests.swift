import Synchronization
import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

final class `Words that come with the same report again` {
    let shared: SharedDatabase
    let store: PostgresStore

    init() throws {
        shared = try SharedDatabase()
        store = try shared.open()
    }

    deinit { store.stop() }

    private func drop(label: String? = nil) throws -> JudgedDrop {
        var mark = RunMark()
        mark.label = label
        return try JudgedDrop(
            report: `A library that daemons share`.report(1), mark: mark, in: store.staging)
    }

    @Test func `wait for nobody where they change nothing`() throws {
        let id = try #require(try store.file(drop(label: "first"), at: .now()).id)
        var rows: [[PostgresRow]] = []
        let busy = try PostgresTransaction(
            shared.connection(),
            [PostgresStatement("SELECT FROM runs WHERE id = $1 FOR UPDATE", [.text(id.description)])],
            rows: &rows)
        // Whoever waits for a row that nobody lets go fails.
        #expect(try store.file(drop(label: "first"), at: .now()).warnings == [])
        #expect(try store.file(drop(label: "other"), at: .now()).warnings == [.keptMark])
        #expect(try store.file(drop(), at: .now()).warnings == [])
        try busy.commit()
    }

    @Test func `never replace what somebody else is just saying of the run`() throws {
        let id = try #require(try store.file(drop(), at: .now()).id)
        let (saying, watching) = (try shared.connection(), try shared.connection())
        var said = RunMark()
        said.label = "said first"
        _ = try saying.rows("BEGIN")
        _ = try saying.run(
            RunStatements.mark(said, of: id, version: RunStatements.newVersion()), patience: .seconds(10))

        let again = try drop(label: "with the report")
        let outcome = Mutex<Outcome?>(nil)
        let thread = try WorkThread(name: "test-file") { [store] in
            let filed = try? store.file(again, at: .now())
            outcome.withLock { $0 = filed }
        }
        #expect(eventually { (try? watching.isAnyoneWaiting) == true })
        _ = try saying.rows("COMMIT")
        thread.join()

        #expect(outcome.withLock(\.self)?.warnings == [.keptMark])
        #expect(try store.run(id)?.mark == said)
    }
}
