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

        init(_ title: String, isNumeric: Bool = false, isName: Bool = false) {
            self.title = title
            self.isNumeric = isNumeric
            self.isName = isName
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; texts beyond the columns are left out, lacking ones are empty.
    mutating func add(_ row: [String]) {
        rows.append(columns.indices.map { $0 < row.count ? row[$0] : "" })
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Lines for people: columns two spaces apart, what a terminal would act on escaped.
    var aligned: String {
        let lines = ([columns.map { $0.isName ? $0.title : $0.title.uppercased() }] + rows).map {
            $0.map(LogText.escaping)
        }
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = columns.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - line[column].count)
                return columns[column].isNumeric ? space + line[column] : line[column] + space
            }
            return cells.joined(separator: "  ").trimmedEnd + "\n"
        }.joined()
    }

    /// RFC 4180, with a header; a text that a spreadsheet would compute begins with an apostrophe.
    var csv: String {
        let names = columns.map { Column($0.title) }
        return ([(names.map(\.title), names)] + rows.map { ($0, columns) }).map { row, columns in
            zip(row, columns).map { CSVField.text($0, isNumeric: $1.isNumeric) }.joined(separator: ",")
                + "\r\n"
        }.joined()
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
