import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model
@testable import Store
@testable import System

/// Daemons with one database, each with a folder of its own.
final class SharedDatabase {
    let folder: TemporaryFolder
    let place: String

    init() throws {
        place = try PostgresServer.shared.get().database()
        folder = try TemporaryFolder()
    }

    /// One of the daemons' stores; with the name of one that was stopped, the same again.
    func open(
        _ name: String = "a", condition: Condition = Condition { _, _ in },
        comparisonPause: Duration = .seconds(3600), log: @escaping LogSink = { _, _ in }
    ) throws -> PostgresStore {
        var settings = PostgresStore.Settings(
            store: place, folder: folder.path.appending(FilePath(name)), inbox: "/inbox",
            archiveLimits: ArchiveLimits(byteCount: 64 << 20))
        settings.comparisonPause = comparisonPause
        return try PostgresStore.open(settings, condition: condition, log: log).store
    }

    /// A connection beside the daemons.
    func connection() throws -> PostgresConnection {
        let library = try PostgresLibrary()
        let connection = try PostgresConnection(PostgresPlace(place, library), library, GivenUpCommits())
        _ = try connection.rows("SET search_path TO benchd")
        return connection
    }
}

struct `The store in PostgreSQL`: ~Copyable {
    let shared: SharedDatabase

    init() throws { shared = try SharedDatabase() }

    @Test(arguments: LibraryPromise.all)
    func `keeps what every library promises`(_ promise: LibraryPromise) throws {
        let store = try shared.open()
        defer { store.stop() }
        try promise.check(store)
    }

    @Test(arguments: [("LOG", false), ("NOTICE", false), ("WARNING", true)])
    func `a warning says that a commit is not confirmed, and nothing less does`(
        _ level: String, _ isRefused: Bool
    ) throws {
        _ = try shared.open()
        let connection = try shared.connection()
        _ = try connection.rows("SET client_min_messages = log")
        var refused: PostgresError?
        do throws(PostgresError) {
            _ = try connection.run(
                [
                    PostgresStatement("BEGIN"), PostgresStatement("DO 'BEGIN RAISE \(level) ''x''; END'"),
                    PostgresStatement("COMMIT"),
                ], patience: .seconds(60), refusesNotices: true)
        } catch {
            refused = error
        }
        #expect(refused == (isRefused ? .unconfirmed("x") : nil))
    }

    @Test func `what one daemon has filed every other shows at once`() throws {
        let (a, b) = (try shared.open("a"), try shared.open("b"))
        defer { for store in [a, b] { store.stop() } }
        for number in 0..<20 {
            let (writer, reader) = number.isMultiple(of: 2) ? (a, b) : (b, a)
            let id = try writer.file(try drop(number, in: writer), at: .now()).id
            reader.catchUp()
            #expect(try reader.latest() == id)
            #expect(try reader.runs(RunQuery()) == writer.runs(RunQuery()))
        }
    }

    func drop(_ number: Int, config: String? = nil, in store: PostgresStore) throws -> JudgedDrop {
        try JudgedDrop(
            report: Array(#"{"data":{"fio":{"ext4":{"metrics":{"plot":{"read_iops":\#(number)}}}}}}"#.utf8),
            in: store.staging)
    }
}
