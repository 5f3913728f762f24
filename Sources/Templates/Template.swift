/// A parsed template.
struct Template: Equatable, Sendable {
    /// A piece of a template.
    indirect enum Node: Equatable, Sendable {
        /// Sent as it is.
        case text(String)
        /// A value, escaped; its dotted name in parts, none for the current value.
        case value([String], line: Int)
        /// Shown for a true value and once for each element of a list, or, if inverted, for anything else.
        case section([String], isInverted: Bool, line: Int, [Node])
        /// Another template, with the same context.
        case partial(String, line: Int)
    }

    /// The file's name, for messages.
    let file: String
    let nodes: [Node]

    /// The partials it uses, with the line of each.
    var partials: [(name: String, line: Int)] { Self.partials(in: nodes) }

    private static func partials(in nodes: [Node]) -> [(name: String, line: Int)] {
        nodes.flatMap { (node) -> [(name: String, line: Int)] in
            switch node {
            case .partial(let name, let line): [(name, line)]
            case .section(_, isInverted: _, line: _, let content): partials(in: content)
            case .text, .value: []
            }
        }
    }
}

/// What is wrong with a template.
package struct TemplateError: Error, Equatable, CustomStringConvertible {
    /// The path of the file.
    package let file: String
    /// From 1; nil where the file as a whole is meant.
    package let line: Int?
    /// What is wrong.
    package let message: String

    /// "templates/pages/run.html:12: the section \"runs\" is not closed".
    package var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}
