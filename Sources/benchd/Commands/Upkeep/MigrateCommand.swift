import Alerts
import Glibc
import Model
import Store
import System

/// `benchd migrate`: moves a library from a data folder into PostgreSQL, or back.
enum MigrateCommand: Command {
    static let name = "migrate"
    static let synopsis = "[options] --to store|data"
    static let summary =
        "Move everything that is filed from the data folder into a PostgreSQL, or from there into a data folder: the same"
        + " ids, links, bytes and times, verified by digest. Nothing is changed where it comes from, and readers are served"
        + " there meanwhile. Run it once more to go on where it ended, and to move what has come since. Exit 1 if anything could"
        + " not be moved."
    static let options =
        [
            Option(
                "--to", "store|data", default: nil,
                "Where to: the PostgreSQL of --store, or the folder of --data."),
            Option("--data", "DIR", default: "data", "The data folder."),
            StoreOption.moving,
            Option("--verify", "Also compare with its digest what is there already."),
            Option(
                "--inbox", "DIR", default: "inbox",
                "The inbox of the daemon: a config that comes later finds its run by the path there."),
            Option("--max-report", "SIZE", default: "256MiB", "Largest report that is read."),
        ] + ArchiveOptions.all

    private static let documents = [
        MovedDocument(file: MovedAlerts.file, name: MovedAlerts.document, merge: MovedAlerts.merged)
    ]
    /// Between two lines that say how far it is.
    private static let pause = Duration.seconds(10)

    private enum Direction: String {
        case store
        case data
    }

    static func run(_ values: OptionValues) throws -> Int32 {
        try values.expectNoArguments(of: name)
        guard let direction = Direction(rawValue: values.text("--to")) else {
            throw UsageError(message: "--to must be store or data; see benchd migrate --help")
        }
        let store = try StoreOption.place(values)
        guard !store.isEmpty else {
            throw UsageError(
                message: "migrate needs the PostgreSQL: --store postgres://HOST/DATABASE or service=NAME")
        }
        if let warning = StoreOption.warning(values) { note(warning) }
        let data = FilePath(values.text("--data"))
        let places = try Migration.Places(
            store: store, data: data, inbox: FilePath(values.text("--inbox")),
            limits: try ArchiveOptions.limits(values), reportLimit: try values.byteCount("--max-report"))
        let migration = Migration(
            places, documents: documents, verifiesAll: try values.isOn("--verify"))
        var nextLine = ContinuousClock.now + pause
        let progress = { (done: Int, total: Int) in
            guard nextLine <= .now else { return }
            nextLine = .now + pause
            note("\(done) of \(Prose.count(total, "run"))")
        }
        var outcome: MigrationOutcome
        let isServed: Bool
        switch direction {
        case .store:
            outcome = try migration.moveToDatabase(progress)
            isServed = try isWorkedOn(data)
        case .data:
            outcome = try migration.moveToFolder(progress, log: note)
            isServed = outcome.isServed
        }
        for line in lines(outcome, isServed: isServed) {
            StandardStream.output.write("\(LogText.escaping(line))\n")
        }
        return outcome.isWhole ? 0 : 1
    }

    private static func note(_ text: String) {
        StandardStream.error.write("benchd: \(LogText.escaping(text))\n")
    }

    /// Whether a daemon works on a data folder.
    private static func isWorkedOn(_ data: FilePath) throws -> Bool {
        try LocalSocket.connect(to: ControlSocket.name, in: try Directory(data), waiting: .seconds(1)) != nil
    }

    private static func lines(_ outcome: MigrationOutcome, isServed: Bool) -> [String] {
        var lines = outcome.failures.map { "not moved: \($0)" }
        lines += outcome.lacks.map { "moved without it: \($0)" }
        lines += outcome.removed.map { "left alone: the run \($0) was removed there, and stays so" }
        lines.append(summary(outcome))
        if isServed {
            lines.append(
                "a daemon files on where this comes from: stop it, and run this once more, which moves what has come since"
            )
        }
        return lines
    }

    private static func summary(_ outcome: MigrationOutcome) -> String {
        var parts = ["\(Prose.count(outcome.movedCount, "run")) moved, \(outcome.knownCount) there already"]
        if outcome.configCount > 0 { parts.append("\(Prose.count(outcome.configCount, "config")) added") }
        if outcome.markCount > 0 {
            parts.append("the notes of \(Prose.count(outcome.markCount, "run")) brought up to date")
        }
        if outcome.tombstoneCount > 0 {
            parts.append("\(Prose.count(outcome.tombstoneCount, "removed run")) moved")
        }
        if outcome.documentCount > 0 { parts.append("alerts moved") }
        if !outcome.failures.isEmpty { parts.append("\(outcome.failures.count) not moved") }
        return parts.joined(separator: ", ")
    }
}
