import System

/// Rows of texts: aligned for people, or CSV for programs.
struct TextTable {
    /// A column.
    struct Column {
        let title: String
        /// Whether its texts end below each other, as numbers do.
        let isNumeric: Bool
        /// Whether the title is a name from a report, which stays as it is.
        let isName: Bool
        /// The most characters of a text for people; a longer one loses its middle.
        let limit: Int
        /// Whether its texts are sentences, which may take several lines.
        ///
        /// Only the last column can be one.
        let isProse: Bool

        init(
            _ title: String, isNumeric: Bool = false, isName: Bool = false, limit: Int = 30,
            isProse: Bool = false
        ) {
            self.title = title
            self.isNumeric = isNumeric
            self.isName = isName
            self.limit = limit
            self.isProse = isProse
        }
    }

    private enum Row {
        case cells([String])
        /// A line between the rows, for people only: its text and the spaces before it.
        case line(String, indent: Int)
    }

    private let columns: [Column]
    /// Spaces before each row.
    private let indent: Int
    private var rows: [Row] = []

    init(_ columns: [Column], indent: Int = 0) {
        self.columns = columns
        self.indent = indent
    }

    /// Adds a row; texts beyond the columns are left out, lacking ones are empty.
    mutating func add(_ row: [String]) {
        rows.append(.cells(columns.indices.map { $0 < row.count ? row[$0] : "" }))
    }

    /// Adds a line between the rows, which is no part of the CSV.
    mutating func addLine(_ text: String, indent: Int = 0) {
        rows.append(.line(text, indent: indent))
    }

    /// The same table without a column.
    func without(column: Int) -> TextTable {
        var columns = columns
        columns.remove(at: column)
        var table = TextTable(columns, indent: indent)
        table.rows = rows.map { row in
            guard case .cells(var cells) = row else { return row }
            cells.remove(at: column)
            return .cells(cells)
        }
        return table
    }

    private var cells: [[String]] {
        rows.compactMap { if case .cells(let cells) = $0 { cells } else { nil } }
    }

    var isEmpty: Bool { cells.isEmpty }

    /// Lines for people: columns two spaces apart, what a terminal would act on escaped.
    ///
    /// A column that is empty in all rows is left out.
    var aligned: String {
        let all = cells
        let shown = columns.indices.filter { column in all.isEmpty || all.contains { !$0[column].isEmpty } }
        let header = columns.map { $0.isName ? $0.title : $0.title.uppercased() }
        let fitted = ([header] + all).map { row in shown.map { text(row[$0], columns[$0]) } }
        let widths = shown.indices.map { place in
            columns[shown[place]].isProse ? 0 : fitted.map { $0[place].count }.max() ?? 0
        }
        let layout = Layout(columns: shown.map { columns[$0] }, widths: widths, indent: indent)
        var next = fitted.dropFirst().makeIterator()
        let lines = rows.flatMap { row -> [String] in
            switch row {
            case .cells: next.next().map(layout.lines) ?? []
            case .line("", _): [""]
            case .line(let text, let indent):
                Prose.lines(text, indent: indent, hanging: indent + 4, width: Prose.tableWidth)
            }
        }
        return (layout.lines(fitted[0]) + lines).map { $0.trimmedEnd + "\n" }.joined()
    }

    private func text(_ text: String, _ column: Column) -> String {
        let escaped = LogText.escaping(text)
        return column.isProse ? escaped : Prose.shortened(escaped, to: column.limit)
    }

    /// RFC 4180, with a header; a text that a spreadsheet would compute begins with an apostrophe.
    var csv: String {
        let names = columns.map { Column($0.title) }
        return ([(names.map(\.title), names)] + cells.map { ($0, columns) }).map { row, columns in
            zip(row, columns).map { CSVField.text($0, isNumeric: $1.isNumeric) }.joined(separator: ",")
                + "\r\n"
        }.joined()
    }
}

/// Where the columns of a table stand.
private struct Layout {
    let columns: [TextTable.Column]
    /// 0 for a column of sentences.
    let widths: [Int]
    let indent: Int

    private static let gap = "  "
    /// Sentences have at least so many columns, however wide the others are.
    private static let fewestForProse = 30

    func lines(_ row: [String]) -> [String] {
        let front = String(repeating: " ", count: indent)
        guard columns.last?.isProse == true, let sentence = row.last else {
            return [front + zip(columns.indices, row).map(cell).joined(separator: Self.gap)]
        }
        let fixed = front + zip(columns.indices, row.dropLast()).map { cell($0, $1) + Self.gap }.joined()
        let width = max(Self.fewestForProse, Prose.tableWidth - fixed.count)
        let parts = Prose.lines(sentence, width: width)
        return parts.enumerated().map { place, part in
            place == 0 ? fixed + part : String(repeating: " ", count: fixed.count) + part
        }
    }

    private func cell(_ column: Int, _ text: String) -> String {
        let space = String(repeating: " ", count: max(0, widths[column] - text.count))
        return columns[column].isNumeric ? space + text : text + space
    }
}

/// A field of CSV.
private enum CSVField {
    static func text(_ text: String, isNumeric: Bool) -> String {
        let isFormula =
            !isNumeric && text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } == true
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return safe
        }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }
}

extension String {
    /// Without the spaces at its end.
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
