import System

/// Sentences for people, in lines that fit a terminal.
enum Prose {
    /// Columns of running text.
    static let width = 80
    /// Columns of a table, and of a line that has a name in it.
    static let tableWidth = 100

    /// The lines of a text; its own ends of lines stay, and what a terminal would act on is escaped.
    ///
    /// - Parameters:
    ///   - text: One or more paragraphs.
    ///   - indent: Spaces before the first line of a paragraph.
    ///   - hanging: Spaces before its other lines; nil for the same.
    ///   - width: Of a line with its spaces; a longer word is broken.
    /// - Returns: The lines, in which several spaces have become one.
    static func lines(
        _ text: String, indent: Int = 0, hanging: Int? = nil, width: Int = Prose.width
    ) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            lines(ofParagraph: LogText.escaping(String(paragraph)), indent, hanging ?? indent, width)
        }
    }

    /// Spaces at the beginning of a paragraph stay.
    private static func lines(
        ofParagraph text: String, _ indent: Int, _ hanging: Int, _ width: Int
    ) -> [String] {
        let front = text.prefix { $0 == " " }.count
        let indents = (first: indent + front, next: max(hanging, front == 0 ? 0 : indent + front + 2))
        var lines: [String] = []
        var line = ""
        var space: Int { lines.isEmpty ? indents.first : indents.next }
        var room: Int { max(1, width - space) }
        func end() {
            lines.append(line.isEmpty ? "" : String(repeating: " ", count: space) + line)
            line = ""
        }
        for word in text.split(separator: " ") {
            var rest = word[...]
            if !line.isEmpty, line.count + 1 + rest.count > room { end() }
            while line.isEmpty, rest.count > room {
                line = String(rest.prefix(room))
                rest = rest.dropFirst(line.count)
                end()
            }
            line += line.isEmpty ? String(rest) : " \(rest)"
        }
        if !line.isEmpty || lines.isEmpty { end() }
        return lines
    }

    /// A text that is too long without its middle.
    static func shortened(_ text: String, to count: Int) -> String {
        guard text.count > count, count > 3 else { return text }
        let front = (count - 1) * 2 / 3
        return "\(text.prefix(front))…\(text.suffix(count - 1 - front))"
    }

    /// A number of things: "1 cell", "3 cells".
    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// "a", "a and b", "a, b and c".
    static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }
}
