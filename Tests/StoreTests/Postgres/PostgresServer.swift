import Foundation
import Synchronization
import Testing

@testable import Store

/// A PostgreSQL of this process, which ends with it; each test has a database of its own.
final class PostgresServer: Sendable {
    /// Started by the first test that needs it.
    static let shared = Result { try PostgresServer() }

    /// The folder of its socket.
    let folder: String
    /// The server ends when this is closed, so at the latest with this process.
    private let input: Pipe

    init() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Support/postgres-server").standardized
        let (input, output) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = script
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let bytes = output.fileHandleForReading.availableData
            if bytes.isEmpty { break }
            line += bytes
        }
        folder = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines)
        self.input = input
        try #require(!folder.isEmpty, "scripts/setup test installs what is missing")
    }

    /// A connection string of a new database.
    func database() throws -> String {
        let name = "t\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        _ = try admin().rows("CREATE DATABASE \(name) OWNER benchd")
        return "host=\(folder) user=benchd dbname=\(name)"
    }

    /// A connection of the administrator.
    func admin(_ database: String = "postgres") throws -> PostgresConnection {
        let library = try PostgresLibrary()
        return try PostgresConnection(
            PostgresPlace("host=\(folder) user=postgres dbname=\(database)", library), library,
            GivenUpCommits())
    }
}

extension PostgresConnection {
    /// Whether somebody waits for a lock of another in the same database.
    var isAnyoneWaiting: Bool {
        get throws {
            try !rows(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            ).isEmpty
        }
    }
}
