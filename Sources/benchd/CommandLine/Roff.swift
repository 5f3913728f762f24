/// A manual page as man(1) reads it (man(7), groff_man(7)).
struct Roff {
    private(set) var text: String
    /// Whether a section has just begun, where a paragraph begins by itself.
    private var isFresh = false

    /// Begins a page; it has no date, so that the same sources give the same page.
    init(title: String, section: Int, version: String, name: String) {
        text = ".TH \(title) \(section) \"\" \"benchd \(version)\" \"benchd\"\n"
        self.section("NAME")
        paragraph(name)
    }

    /// Begins a section.
    mutating func section(_ title: String) {
        text += ".SH \(title)\n"
        isFresh = true
    }

    /// Begins a part of a section.
    mutating func subsection(_ title: String) {
        text += ".SS \(Self.escaped(title))\n"
        isFresh = true
    }

    mutating func paragraph(_ words: String) {
        begin()
        text += "\(Self.line(words))\n"
    }

    /// What a user types.
    mutating func command(_ words: String) {
        begin()
        text += ".B \(Self.escaped(words))\n"
    }

    /// A name with what stands for its value, and what it is.
    mutating func item(_ name: String, _ placeholder: String?, _ words: String) {
        isFresh = false
        let value = placeholder.map { " \\fI\(Self.escaped($0))\\fR" } ?? ""
        text += ".TP\n\\fB\(Self.escaped(name))\\fR\(value)\n\(Self.line(words))\n"
    }

    /// Lines that stay as they are.
    mutating func example(_ lines: [String]) {
        begin()
        text += ".nf\n.RS\n" + lines.map { Self.line($0) + "\n" }.joined() + ".RE\n.fi\n"
    }

    /// Begins a paragraph.
    private mutating func begin() {
        if !isFresh { text += ".PP\n" }
        isFresh = false
    }

    private static func line(_ words: String) -> String {
        let escaped = escaped(words)
        // At the beginning of a line these would begin a request.
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static func escaped(_ words: String) -> String {
        var result = ""
        for character in words {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\n": result += " "
            default: result.append(character)
            }
        }
        return result
    }
}
