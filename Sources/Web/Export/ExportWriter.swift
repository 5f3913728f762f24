import JSON
import Model
import System

/// Writes the values of runs, a line each, as far as they fit into so many bytes.
struct ExportWriter {
    private let format: ExportFormat
    private let byteLimit: Int
    private(set) var bytes: [UInt8] = []

    /// The columns of a line.
    static let columns = [
        "run", "filed", "source", "label", "benchmark", "filesystem", "section", "metric", "unit",
        "direction",
        "value",
    ]

    /// A writer of a form; `hasHeader` asks for the names of the columns.
    init(_ format: ExportFormat, hasHeader: Bool, byteLimit: Int) {
        self.format = format
        self.byteLimit = byteLimit
        if hasHeader, format == .csv { bytes += "\(Self.columns.joined(separator: ","))\r\n".utf8 }
    }

    /// Whether no further line fits.
    var isFull: Bool { bytes.count >= byteLimit }

    /// Writes the lines of a run from one on.
    ///
    /// - Returns: The number of the first line that does not fit; nil where all do.
    mutating func add(_ run: MeasuredRun, from start: Int) -> Int? {
        var line = 0
        for cell in run.cells {
            if line + cell.values.count <= start {
                line += cell.values.count
                continue
            }
            let kind = BenchmarkKind(benchmark: cell.benchmark)
            let head = head([
                "\(run.id)", "\(run.filed)", run.source, run.label, cell.benchmark, cell.filesystem,
            ])
            for value in cell.values {
                if line >= start {
                    if isFull { return line }
                    write(head, value, ValueMeaning(value.name, of: kind))
                }
                line += 1
            }
        }
        return nil
    }

    /// The beginning of all lines of a cell.
    private func head(_ texts: [String?]) -> [UInt8] {
        switch format {
        case .csv: return texts.flatMap { CSV.field($0) + [UInt8(ascii: ",")] }
        case .ndjson:
            let members = zip(Self.columns, texts).map { JSONValue.Member($0, .text($1)) }
            return JSONValue.object(members).bytes.dropLast() + [UInt8(ascii: ",")]
        }
    }

    private mutating func write(_ head: [UInt8], _ value: MeasuredCell.Value, _ meaning: ValueMeaning) {
        bytes += head
        let (section, key) = (value.name.section.rawValue, value.name.key)
        switch format {
        case .csv:
            for text in [section, key, meaning.unit?.rawValue, meaning.direction?.rawValue] {
                bytes += CSV.field(text)
                bytes.append(UInt8(ascii: ","))
            }
            bytes += JSONValue.double(value.number).bytes
            bytes += "\r\n".utf8
        case .ndjson:
            let rest: JSONValue = [
                "section": .string(section), "metric": .string(key), "unit": .text(meaning.unit?.rawValue),
                "direction": .text(meaning.direction?.rawValue), "value": .double(value.number),
            ]
            bytes += rest.bytes.dropFirst()
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}

/// Fields of CSV (RFC 4180) that no spreadsheet takes for a formula.
enum CSV {
    private static let formulaStarts = Set("=+-@\t\r".utf8)
    private static let quotedBytes = Set(",\"\r\n".utf8)

    /// A text as a field, empty for nil.
    ///
    /// A spreadsheet may run a text that begins with one of `=`, `+`, `-`, `@`, a tab or a carriage return: such a text gets an
    /// apostrophe in front.
    static func field(_ text: String?) -> [UInt8] {
        guard let text, let first = text.utf8.first else { return [] }
        let plain = (formulaStarts.contains(first) ? [UInt8(ascii: "'")] : []) + text.utf8
        guard plain.contains(where: quotedBytes.contains) else { return plain }
        let quote = UInt8(ascii: "\"")
        return [quote] + plain.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
