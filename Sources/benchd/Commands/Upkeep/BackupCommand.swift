import Model
import Store
import System

/// `benchd backup`: copies the data folder, while a daemon works on it or without one.
enum BackupCommand: Command {
    static let name = "backup"
    static let synopsis = "[options] DIR"
    static let summary =
        "Copy everything that is filed into a new folder below DIR, while the daemon serves; files that have not changed"
        + " are shared with the backup before. Exit 1 if anything is damaged."
    static let options = [
        Option("--data", "DIR", default: "data", "Where runs are filed."), StoreOption.option,
        Option("--keep", "NUMBER", default: nil, "Remove all but the newest NUMBER of backups in DIR."),
        Option("--verify", "Also compare with its digest what was copied by backups before."),
    ]

    static func run(_ values: OptionValues) throws -> Int32 {
        try StoreOption.expectNone(values, "copy the database with pg_dump or pgBackRest")
        guard values.arguments.count == 1, let folder = values.arguments.first else {
            throw UsageError(message: "backup needs the folder for backups; see benchd backup --help")
        }
        let keeping = try values.texts("--keep").map { _ in
            try values.value("--keep", example: "7, and at least 1") { text in
                Quantity.count(text).flatMap { $0 > 0 ? $0 : nil }
            }
        }
        let backup = try Backup(of: FilePath(values.text("--data")), to: FilePath(folder))
        let outcome = try backup.make(verifiesAll: try values.isOn("--verify"), keeping: keeping)
        for damage in outcome.damages { StandardStream.output.write("\(damage)\n") }
        StandardStream.output.write("\(text(of: outcome))\n")
        guard outcome.damages.isEmpty else { return 1 }
        do {
            try backup.record(outcome)
        } catch {
            StandardStream.error.write(
                "benchd: the backup is whole, but the daemon's health cannot tell of it: \(error)\n")
        }
        return 0
    }

    private static func text(of outcome: Backup.Outcome) -> String {
        let tombstones = outcome.tombstoneCount
        let kept = tombstones == 0 ? "" : " and what is kept of \(Prose.count(tombstones, "removed run"))"
        let removed =
            outcome.removed.isEmpty ? "" : "; removed \(Prose.count(outcome.removed.count, "older backup"))"
        return "\(Prose.count(outcome.runCount, "run"))\(kept) in \(outcome.path):"
            + " \(Prose.count(outcome.copiedFileCount, "file")) copied (\(ValueFormat.size(outcome.copiedByteCount))),"
            + " \(outcome.linkedFileCount) shared with the backup before, "
            + (outcome.damages.isEmpty
                ? (outcome.verifiesAll ? "all of it verified" : "what was copied is verified")
                : "\(Prose.count(outcome.damages.count, "file")) damaged")
            + removed
    }
}
