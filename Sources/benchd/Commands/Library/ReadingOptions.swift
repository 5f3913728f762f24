import Analysis
import Archives
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
        StoreOption.option,
        Option("--json", "Print JSON, as the API serves it."),
        Option("--csv", "Print CSV."),
    ]

    let form: Form
    let library: any RunLibrary

    init(_ values: OptionValues) throws {
        let (json, csv) = (try values.isOn("--json"), try values.isOn("--csv"))
        guard !(json && csv) else { throw UsageError(message: "choose --json or --csv") }
        form = json ? .json : csv ? .csv : .text
        library = try Self.open(FilePath(values.text("--data")), store: try StoreOption.place(values))
    }

    /// A library to read, also beside a daemon.
    static func open(_ path: FilePath, store: String) throws -> any RunLibrary {
        do {
            if store.isEmpty { return try Store.openForReading(path) }
            return try PostgresStore.openForReading(
                PostgresStore.Settings(
                    store: store, folder: path, inbox: nil, archiveLimits: ArchiveLimits(byteCount: .max)))
        } catch let error as LibraryError {
            guard case .catalog(let fault) = error else { throw error }
            guard fault.operation == "open" else {
                throw CommandFault(
                    "the catalog in \(path) cannot be read (\(fault.message)); benchd reindex makes it again,"
                        + " and so does a start of the daemon")
            }
            throw CommandFault("\(fault.message) (--data \(path))")
        }
    }

    /// Prints a table for people, another for programs, or the value in JSON.
    func print(_ table: @autoclosure () -> TextTable, csv: @autoclosure () -> TextTable, json: JSONValue) {
        switch form {
        case .text: Swift.print(table().aligned, terminator: "")
        case .json: Swift.print(json.text)
        case .csv: Swift.print(csv().csv, terminator: "")
        }
    }

    /// Sentences for people, where people read: at most `width` columns, and from the second line on indented.
    func say(_ text: String, indent: Int = 0, hanging: Int? = nil, width: Int = Prose.width) {
        guard form == .text else { return }
        for line in Prose.lines(text, indent: indent, hanging: hanging ?? indent + 2, width: width) {
            Swift.print(line)
        }
    }

    /// An empty line, where people read.
    func space() {
        if form == .text { Swift.print("") }
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
        if let refusal = ids.count > 1 ? MarkOutcome.ambiguous(ids).refusal(of: choice) : nil {
            throw CommandFault(refusal)
        }
        return id
    }

    /// The values of options that may be left out.
    static func text(_ values: OptionValues, _ name: String) -> String? {
        values.texts(name)?.last.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A share: "0.05" or "5%".
    static func share(
        _ values: OptionValues, _ name: String, _ range: ClosedRange<Double>
    ) throws(UsageError) -> Double {
        let text = values.text(name)
        if let share = Share.read(text, in: range) { return share }
        let hint = Share.hint(text, in: range).map { ": \($0)" } ?? ""
        throw UsageError(
            message: "\(name) must be \(Share.expected(range)), not \"\(LogText.escaping(text))\"\(hint)")
    }

    /// One of some names; nil where the option is not given.
    static func choice<Choice: CaseIterable & RawRepresentable>(
        _ values: OptionValues, _ name: String, of type: Choice.Type
    ) throws(UsageError) -> Choice? where Choice.RawValue == String {
        guard let text = text(values, name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = type.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError(
                message: "\(name) must be one of \(names), not \"\(LogText.escaping(text))\"")
        }
        return choice
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
