import JSON
import Model
import System

/// `benchd check`: judges files with the daemon's own rules.
enum CheckCommand: Command {
    static let name = "check"
    static let synopsis = "[options] FILE..."
    static let summary = "Judge and audit reports, and judge config archives; exit 1 if any is bad."
    static let options =
        [
            Option(
                "--config", "FILE", default: "", "The config archive of the reports, which the audit needs.",
                isInEnvironment: false),
            Option(
                "--json", "Print what is read of each file and computed from it, a line of JSON for each."),
            Option("--vars", "Print what the settings in config archives say, as JSON."),
            Option("--strict", "Exit 1 also if a report's tool says that its workload failed."),
            Option("--max-report", "SIZE", default: "256MiB", "Largest report."),
        ] + ArchiveOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        var reader = CheckReader(
            reportLimit: try values.byteCount("--max-report"),
            archiveLimits: try ArchiveOptions.limits(values))
        guard !values.arguments.isEmpty else {
            throw UsageError(message: "check needs a file: benchd check FILE...")
        }
        let config = values.text("--config")
        if !config.isEmpty {
            let archive = try CheckedFile(config) { try reader.archive($0) }
            guard let vars = archive.vars else {
                archive.print(withVars: false)
                return 1
            }
            reader.vars = vars
        }
        let style = (
            json: try values.isOn("--json"), vars: try values.isOn("--vars"),
            strict: try values.isOn("--strict")
        )
        var isBad = false
        for argument in values.arguments {
            let file = try CheckedFile(argument) { try reader.content($0) }
            if style.json { print(file.json.text) } else { file.print(withVars: style.vars) }
            isBad = isBad || file.isBad(isStrict: style.strict)
        }
        return isBad ? 1 : 0
    }
}
