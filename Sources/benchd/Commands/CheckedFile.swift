import JSON
import Model
import System

/// A file that `benchd check` was given, and what it says of it.
struct CheckedFile {
    /// What a good file holds.
    enum Content {
        case report(CheckedReport)
        case archive(ConfigListing, ConfigVars)
    }

    private enum Result {
        case good(Content)
        case bad(Problem)
        case unreadable(FileError)
    }

    private let name: String
    private let result: Result

    /// Checks a file.
    ///
    /// - Throws: What `check` throws besides problems and failed system calls, which are results.
    init(_ name: String, check: (FilePath) throws -> Content) throws {
        self.name = name
        do {
            result = .good(try check(FilePath(name)))
        } catch let error as FileError {
            result = .unreadable(error)
        } catch let problem as Problem {
            result = .bad(problem)
        }
    }

    /// Whether it is no good file; where `isStrict`, also whether its tool says that the workload failed.
    func isBad(isStrict: Bool) -> Bool {
        switch result {
        case .good(.report(let report)): isStrict && report.isBroken
        case .good(.archive): false
        case .bad, .unreadable: true
        }
    }

    /// What the settings of a good archive say; nil for any other file.
    var vars: ConfigVars? {
        if case .good(.archive(_, let vars)) = result { vars } else { nil }
    }

    /// Says it to people, on standard output; what could not be read, on standard error.
    func print(withVars: Bool) {
        switch result {
        case .good(.report(let report)): Swift.print("\(name): \(report.text)")
        case .good(.archive(let listing, let vars)):
            let lines = Self.lines(listing) + (withVars ? [vars.json.text] : [])
            Swift.print("\(name): \(lines.joined(separator: "\n  "))")
        case .bad(let problem):
            Swift.print("\(name): \(problem.detail)")
            Swift.print(String(decoding: problem.json.indentedBytes, as: UTF8.self), terminator: "")
        case .unreadable(let error): StandardStream.error.write("benchd: \(error)\n")
        }
    }

    /// Says it to programs.
    var json: JSONValue {
        switch result {
        case .good(.report(let report)): ["file": .string(name), "report": report.json]
        case .good(.archive(let listing, let vars)):
            [
                "file": .string(name),
                "archive": [
                    "entries": .integer(listing.entries.count),
                    "notes": .array(listing.notes.map { .string($0) }),
                    "findings": .array(listing.findings.map { .string($0.detail) }), "vars": vars.json,
                ],
            ]
        case .bad(let problem): ["file": .string(name), "problem": problem.json]
        case .unreadable(let error): ["file": .string(name), "error": .string("\(error)")]
        }
    }

    private static func lines(_ listing: ConfigListing) -> [String] {
        let head = "a config archive with \(counted(listing.entries.count, "member", "members"))"
        return [head] + listing.notes + listing.findings.map(\.detail)
    }

    static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }
}
