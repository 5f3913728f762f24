import Archives
import Glibc
import JSON
import Model
import Store
import System

/// Has a change made: by the daemon, or in the data folder itself while no daemon works there.
struct ControlClient {
    let data: FilePath
    /// A connection string; empty for the data folder.
    let store: String
    private let archiveLimits: ArchiveLimits
    private let reportLimit: Int

    /// How long a daemon may take for an answer.
    private static let patience = Duration.seconds(30)
    /// A daemon that starts or ends holds the folder for some time without listening.
    private static let attemptLimit = 50
    private static let pauseInMicroseconds: UInt32 = 100_000

    static let options =
        [
            Option("--data", "DIR", default: "data", "Where runs are filed."),
            StoreOption.option,
            Option("--max-report", "SIZE", default: "256MiB", "Largest report that is read."),
        ] + ArchiveOptions.all

    /// A client by the options of a command.
    init(_ values: OptionValues) throws(UsageError) {
        data = FilePath(values.text("--data"))
        store = try StoreOption.place(values)
        archiveLimits = try ArchiveOptions.limits(values)
        reportLimit = try values.byteCount("--max-report")
    }

    /// The run that a command was given.
    static func run(_ values: OptionValues, of command: String) throws(UsageError) -> RunChoice {
        guard values.arguments.count == 1, let text = values.arguments.first else {
            throw UsageError(message: "\(command) needs one run; see benchd \(command) --help")
        }
        return try choice(text)
    }

    /// A run as people name it.
    static func choice(_ text: String) throws(UsageError) -> RunChoice {
        guard let run = RunChoice(text) else {
            throw UsageError(message: "\"\(LogText.escaping(text))\" must be \(RunChoice.expected)")
        }
        return run
    }

    /// Has a request answered.
    ///
    /// - Parameters:
    ///   - request: One line of JSON for a daemon.
    ///   - read: What a daemon's answer is; nil for what is none.
    ///   - alone: The same on the library, while no daemon works there.
    /// - Returns: The answer.
    /// - Throws: `CommandFault` with a daemon's refusal, or what `alone` throws.
    func answer<Answer>(
        to request: JSONValue, read: (JSONValue) -> Answer?,
        alone: (any ControlSocket.Library) throws -> Answer
    ) throws -> Answer {
        let folder = try Directory(data)
        guard try folder.statusIfPresent(of: ".lock") != nil else {
            throw CommandFault("\(data) is no data folder of benchd; name it with --data")
        }
        var attempt = 1
        while true {
            if let answer = try ask(request, in: folder, read: read) { return answer }
            do {
                return try alone(try opened())
            } catch let error as LibraryError {
                guard case .locked = error, attempt < Self.attemptLimit else { throw error }
                attempt += 1
                usleep(Self.pauseInMicroseconds)
            }
        }
    }

    private func ask<Answer>(
        _ request: JSONValue, in folder: Directory, read: (JSONValue) -> Answer?
    ) throws -> Answer? {
        let line = try LineClient.ask(
            request.bytes, at: ControlSocket.name, in: folder, within: Self.patience)
        guard let line else { return nil }
        // What is no JSON is no answer of this version either.
        guard let json = try? JSONValue(parsing: line), json.members != nil else { throw Self.strangeAnswer }
        if let reason = json["error"]?.string { throw CommandFault(LogText.escaping(reason)) }
        guard let answer = read(json) else { throw Self.strangeAnswer }
        return answer
    }

    private static let strangeAnswer = CommandFault(
        "the daemon gave an answer that this version of benchd cannot read")

    private func opened() throws -> any ControlSocket.Library {
        if !store.isEmpty {
            let (shared, notes) = try PostgresStore.open(
                PostgresStore.Settings(
                    store: store, folder: data, inbox: nil, archiveLimits: archiveLimits,
                    reportLimit: reportLimit), condition: Condition { _, _ in }, log: { _, _ in })
            for note in notes { StandardStream.error.write("benchd: \(LogText.escaping(note))\n") }
            try shared.waitUntilComplete()
            return shared
        }
        let (store, opening) = try Store.open(data, limits: archiveLimits, reportLimit: reportLimit)
        for note in opening.notes { StandardStream.error.write("benchd: \(LogText.escaping(note))\n") }
        return store
    }
}
