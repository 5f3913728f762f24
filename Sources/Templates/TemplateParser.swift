import System

/// Reads the subset of Mustache that templates/README.md describes.
struct TemplateParser {
    private struct OpenSection {
        let name: String
        let isInverted: Bool
        let line: Int
        /// What stood before it.
        let outerNodes: [Template.Node]
    }

    private let file: String
    private var rest: Substring
    private var line = 1
    private var nodes: [Template.Node] = []
    private var sections: [OpenSection] = []

    private init(_ text: String, file: String) {
        self.file = file
        rest = text[...]
    }

    /// Parses a template's text.
    ///
    /// - Throws: `TemplateError` with the line.
    static func parse(_ text: String, file: String) throws(TemplateError) -> Template {
        var parser = TemplateParser(text, file: file)
        while let tag = try parser.nextTag() { try parser.take(tag) }
        if let section = parser.sections.last {
            throw TemplateError(
                file: file, line: section.line, message: "the section \"\(section.name)\" is not closed")
        }
        return Template(file: file, nodes: parser.nodes)
    }

    /// Takes the text before the next tag, and the tag; nil when there is none.
    private mutating func nextTag() throws(TemplateError) -> Substring? {
        guard let opening = rest.firstRange(of: "{{") else {
            takeText(rest)
            return nil
        }
        takeText(rest[..<opening.lowerBound])
        guard let closing = rest[opening.upperBound...].firstRange(of: "}}") else {
            throw error("\"{{\" without \"}}\"")
        }
        let tag = rest[opening.upperBound..<closing.lowerBound]
        rest = rest[closing.upperBound...]
        return tag
    }

    private mutating func takeText(_ text: Substring) {
        if !text.isEmpty { nodes.append(.text(String(text))) }
        line += Self.lineCount(text)
    }

    private mutating func take(_ tag: Substring) throws(TemplateError) {
        switch tag.first {
        case "!": break
        case "#": sections.append(try section(tag, isInverted: false))
        case "^": sections.append(try section(tag, isInverted: true))
        case "/": try closeSection(tag)
        case ">": nodes.append(.partial(try name(tag.dropFirst()), line: line))
        // Everything is escaped, and the delimiters stay what they are.
        case "{", "&", "=": throw error("the tag \"{{\(tag)}}\" is not supported")
        default: nodes.append(.value(Self.path(try name(tag)), line: line))
        }
        line += Self.lineCount(tag)
    }

    private mutating func section(_ tag: Substring, isInverted: Bool) throws(TemplateError) -> OpenSection {
        defer { nodes = [] }
        return OpenSection(
            name: try name(tag.dropFirst()), isInverted: isInverted, line: line, outerNodes: nodes)
    }

    private mutating func closeSection(_ tag: Substring) throws(TemplateError) {
        let name = try name(tag.dropFirst())
        guard let section = sections.popLast(), section.name == name else {
            throw error("\"{{/\(name)}}\" closes no open section")
        }
        let closed = Template.Node.section(
            Self.path(name), isInverted: section.isInverted, line: section.line, nodes)
        nodes = section.outerNodes + [closed]
    }

    private func name(_ tag: Substring) throws(TemplateError) -> String {
        let name = tag.trimmingSpaces()
        let isName = name.utf8.allSatisfy { byte in
            byte.isLetterOrDigit || "_-.".utf8.contains(byte)
        }
        guard isName, !name.isEmpty else { throw error("\"{{\(tag)}}\" has no name") }
        return name
    }

    private static func path(_ name: String) -> [String] {
        name == "." ? [] : name.split(separator: ".").map(String.init)
    }

    private static func lineCount(_ text: Substring) -> Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    private func error(_ message: String) -> TemplateError {
        TemplateError(file: file, line: line, message: message)
    }
}
