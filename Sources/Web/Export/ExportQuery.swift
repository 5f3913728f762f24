import HTTP
import Model

/// In which form the values of runs are exported; the raw value is its name in addresses.
enum ExportFormat: String, CaseIterable, Sendable {
    /// RFC 4180.
    case csv
    /// A JSON object a line.
    case ndjson

    /// The type of an answer, with or without the line of column names.
    func mediaType(hasHeader: Bool) -> String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=\(hasHeader ? "present" : "absent")"
        case .ndjson: "application/x-ndjson"
        }
    }
}

/// Which values are exported, from where on, and in which form.
struct ExportQuery: Equatable {
    let format: ExportFormat
    /// The newest runs first.
    let runs: RunQuery
    /// Nil for the beginning.
    let start: ExportCursor?

    /// The most runs of an answer.
    private static let runLimit = 500
    /// The most runs that an address names.
    private static let namedRunLimit = 50

    /// Reads `format`, `runs`, the filters of the list, `limit` (runs) and `cursor`.
    ///
    /// - Throws: `Problem` for any other parameter, and for what cannot be read.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(
            request, ["format", "runs"] + RunQuery.filterNames + ["limit", "cursor"])
        format = try parameters.choice("format", of: ExportFormat.self) ?? .csv
        var runs = try RunQuery(parameters, limit: Self.runLimit, most: Self.runLimit)
        runs.ids = try parameters.value(
            "runs", takes: "ids of runs with commas between, at most \(Self.namedRunLimit)", Self.ids)
        self.runs = runs
        start = try parameters.next("cursor") { ExportCursor($0) }
    }

    private static func ids(_ text: String) -> [RunID]? {
        let texts = text.split(separator: ",", omittingEmptySubsequences: false)
        let ids = texts.compactMap { RunID(String($0)) }
        return ids.count == texts.count && ids.count <= namedRunLimit ? ids : nil
    }
}

/// Where an answer of the export ends: after a run, or between two lines of the next one.
struct ExportCursor: Equatable, CustomStringConvertible {
    /// The last run of which all lines were given; nil for none.
    var run: RunCursor?
    /// The run after it, of which the lines before `line` were given; nil where none of its lines were.
    var partial: RunID?
    var line = 0

    /// Safe in an address: the run, or `-`; then, if the answer ends in a run, its id and the number of the line.
    var description: String {
        (run?.description ?? "-") + (partial.map { "~\($0)~\(line)" } ?? "")
    }
}

extension ExportCursor {
    /// Reads what `description` wrote; nil for anything else.
    init?(_ text: String) {
        let fields = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        guard [1, 3].contains(fields.count) else { return nil }
        if fields[0] != "-" {
            guard let run = RunCursor(fields[0]), run.isOf(.newest) else { return nil }
            self.run = run
        }
        if fields.count == 3 {
            guard let id = RunID(fields[1]), let line = Int(fields[2]), line > 0 else { return nil }
            (partial, self.line) = (id, line)
        }
    }
}
