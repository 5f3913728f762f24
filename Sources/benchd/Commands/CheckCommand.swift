import Archives
import Glibc
import JSON
import Model
import Reports
import System

/// `benchd check`: judges files with the daemon's own rules.
enum CheckCommand: Command {
    static let name = "check"
    static let synopsis = "[options] FILE..."
    static let summary = "Judge reports and config archives by the daemon's rules; exit 1 if any is bad."
    static let options =
        [
            Option("--max-report", "SIZE", default: "256MiB", "Largest report."),
            Option("--vars", "Print what the settings in config archives say, as JSON."),
        ] + ArchiveOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        let reportLimit = try values.byteCount("--max-report")
        let archiveLimits = try ArchiveOptions.limits(values)
        guard !values.arguments.isEmpty else {
            throw UsageError(message: "check needs a file: benchd check FILE...")
        }
        let prints = try values.isOn("--vars")
        var isBad = false
        for argument in values.arguments {
            do {
                print(
                    "\(argument): \(try verdict(on: FilePath(argument), reportLimit, archiveLimits, prints))")
            } catch let error as FileError {
                StandardStream.error.write("benchd: \(error)\n")
                isBad = true
            } catch let problem as Problem {
                print("\(argument): \(problem.detail)")
                print(String(decoding: problem.json.indentedBytes, as: UTF8.self), terminator: "")
                isBad = true
            }
        }
        return isBad ? 1 : 0
    }

    /// What a good file holds, in a few words.
    private static func verdict(
        on path: FilePath, _ reportLimit: Int, _ archiveLimits: ArchiveLimits, _ printsVars: Bool
    ) throws -> String {
        let parent = try Directory(
            path.directory.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : path.directory)
        let file = try parent.openForReading(path.lastComponent)
        // An empty name opens the working directory.
        guard !path.isEmpty else { throw FileError(operation: "open", path: path, errno: ENXIO) }
        try file.status(path: path).expectRegular("read", path)
        if path.hasSuffix(".zip") { return try archiveVerdict(file, path, archiveLimits, printsVars) }
        return try reportVerdict(file, path, reportLimit)
    }

    private static func archiveVerdict(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, _ limits: ArchiveLimits, _ printsVars: Bool
    ) throws -> String {
        do {
            let (listing, vars) = try ConfigInspector.read(file, path: path, limits: limits)
            let verdict = "a config archive with \(counted(listing.entries.count, "member", "members"))"
            let lines = [verdict] + listing.notes + listing.findings.map(\.detail)
            return (lines + (printsVars ? [vars.json.text] : [])).joined(
                separator: "\n  ")
        } catch {
            if case .file(let error) = error { throw error }
            throw error.problem
        }
    }

    private static func reportVerdict(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, _ limit: Int
    ) throws -> String {
        do {
            let report = try ReportReader.read(file, path: path, limit: limit)
            return "a report with \(counted(report.benchmarks.count, "benchmark", "benchmarks"))"
                + " on \(counted(report.filesystems.count, "filesystem", "filesystems"))"
        } catch {
            if case .file(let error) = error { throw error }
            throw error.problem
        }
    }

    private static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }
}
