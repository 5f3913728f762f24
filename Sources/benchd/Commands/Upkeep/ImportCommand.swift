import Model
import Store
import System

/// `benchd import`: takes over the folder of the application that benchd replaces.
enum ImportCommand: Command {
    static let name = "import"
    static let synopsis = "[options] DIR"
    static let summary =
        "Take over the data folder of the old application: the same ids and links, nothing deleted. The daemon must not be"
        + " running. Exit 1 if anything could not be taken over."
    static let options =
        [
            Option("--data", "DIR", default: "data", "Where runs are filed."), StoreOption.option,
            Option("--max-report", "SIZE", default: "256MiB", "Largest report that is read."),
        ] + ArchiveOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        try StoreOption.expectNone(values, "import into a data folder, and move that")
        guard values.arguments.count == 1, let folder = values.arguments.first else {
            throw UsageError(
                message: "import needs the folder of the old application; see benchd import --help")
        }
        let limits = try ArchiveOptions.limits(values)
        let reportLimit = try values.byteCount("--max-report")
        // Before a data folder is made for nothing.
        _ = try Directory(FilePath(folder))
        let (store, opening) = try Store.open(
            FilePath(values.text("--data")), limits: limits, reportLimit: reportLimit)
        for note in opening.notes { StandardStream.error.write("benchd: \(LogText.escaping(note))\n") }
        let outcome = try Import(of: FilePath(folder), into: store).run()
        for line in lines(outcome) { StandardStream.output.write("\(LogText.escaping(line))\n") }
        return outcome.failures.isEmpty ? 0 : 1
    }

    private static func lines(_ outcome: Import.Outcome) -> [String] {
        var lines = outcome.problems.map {
            "\($0.id): \($0.problem.detail) It is served as it is, with this problem."
        }
        lines += outcome.failures.map { "not taken over: \($0)" }
        lines += outcome.foreign.map { "left alone: \($0) has no name that the old application gives" }
        lines += outcome.lone.map { "left alone: \($0) has no report beside it" }
        lines += outcome.removed.map { "left alone: the run \($0) was removed here, and stays so" }
        switch outcome.latest {
        case .taken(let id): lines.append("latest.json, which was no run, is /benchmarks/\(id)")
        case .known(let id): lines.append("latest.json is the run /benchmarks/\(id)")
        case nil: break
        }
        lines.append(
            "\(Prose.count(outcome.takenCount, "run")) taken over, \(outcome.known.count) here already"
                + (outcome.completed.isEmpty
                    ? "" : ", \(Prose.count(outcome.completed.count, "config")) added")
                + (outcome.failures.isEmpty ? "" : ", \(outcome.failures.count) not taken over"))
        return lines
    }
}
