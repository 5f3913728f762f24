import Analysis
import JSON
import Model
import Store
import System

/// What every command has that reads the library: where it lies, and in which form it prints.
struct ReadingOptions {
    enum Form {
        case text, json, csv
    }

    static let all = [
        Option("--data", "DIR", default: "data", "Where runs are filed."),
        Option("--json", "Print JSON, as the API serves it."),
        Option("--csv", "Print CSV."),
    ]

    let form: Form
    let library: Store

    init(_ values: OptionValues) throws {
        let (json, csv) = (try values.isOn("--json"), try values.isOn("--csv"))
        guard !(json && csv) else { throw UsageError(message: "choose --json or --csv") }
        form = json ? .json : csv ? .csv : .text
        library = try Store.openForReading(FilePath(values.text("--data")))
    }

    /// Prints a table, or the value in JSON.
    func print(_ table: TextTable, json: JSONValue) {
        switch form {
        case .text: Swift.print(table.aligned, terminator: "")
        case .json: Swift.print(json.text)
        case .csv: Swift.print(table.csv, terminator: "")
        }
    }

    /// A line for people, where people read.
    func say(_ line: String) {
        if form == .text { Swift.print(LogText.escaping(line)) }
    }

    /// The run that an argument names.
    ///
    /// - Throws: `UsageError` for a text that can name none, `CommandFault` where there is none or there are several.
    func run(_ text: String) throws -> RunID {
        guard let choice = RunChoice(text) else {
            throw UsageError(message: "\"\(LogText.escaping(text))\" must be \(RunChoice.expected)")
        }
        let ids = try library.ids(of: choice)
        guard let id = ids.first else { throw CommandFault("there is no run \(choice)") }
        guard ids.count == 1 else {
            throw CommandFault("more than one run begins with \(choice); write more of the id")
        }
        return id
    }

    /// The values of options that may be left out.
    static func text(_ values: OptionValues, _ name: String) -> String? {
        values.texts(name)?.last.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A share: "0.05" or "5%".
    static func share(_ values: OptionValues, _ name: String) throws(UsageError) -> Double {
        try values.value(name, example: "5% or 0.05") { text in
            let isPercent = text.hasSuffix("%")
            guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite else {
                return nil
            }
            let share = isPercent ? number / 100 : number
            return (0...10).contains(share) ? share : nil
        }
    }

    /// An instant; nil where the option is not given.
    static func time(_ values: OptionValues, _ name: String) throws(UsageError) -> Timestamp? {
        guard let text = text(values, name) else { return nil }
        guard let time = Timestamp(text) ?? Timestamp(text + "T00:00:00Z") else {
            throw UsageError(
                message:
                    "\(name) must be like 2026-11-28 or 2026-11-28T12:00:00Z, not \"\(LogText.escaping(text))\""
            )
        }
        return time
    }
}

/// Why a command cannot answer, in one line.
struct CommandFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
