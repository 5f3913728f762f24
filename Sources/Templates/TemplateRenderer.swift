/// Fills a template.
struct TemplateRenderer {
    private let partials: [String: Template]
    private var stack: [TemplateValue]
    private var output: [UInt8] = []

    private init(partials: [String: Template], context: TemplateValue) {
        self.partials = partials
        stack = [context]
    }

    /// The template's text in UTF-8, with every value escaped for HTML.
    static func render(_ template: Template, _ context: TemplateValue, partials: [String: Template])
        -> [UInt8]
    {
        var renderer = TemplateRenderer(partials: partials, context: context)
        renderer.render(template.nodes)
        return renderer.output
    }

    private mutating func render(_ nodes: [Template.Node]) {
        for node in nodes {
            switch node {
            case .text(let text): output += text.utf8
            case .value(let path, line: _):
                if case .string(let text) = value(path) { escape(text) }
            case .section(let path, let isInverted, line: _, let content):
                render(content, for: value(path), isInverted: isInverted)
            case .partial(let name, line: _): render(partials[name]?.nodes ?? [])
            }
        }
    }

    private mutating func render(_ content: [Template.Node], for value: TemplateValue, isInverted: Bool) {
        guard value.isTruthy != isInverted else { return }
        if isInverted { return render(content) }
        let values = if case .list(let elements) = value { elements } else { [value] }
        for value in values {
            stack.append(value)
            render(content)
            stack.removeLast()
        }
    }

    /// The value of a name: its first part in the innermost object that has it, the others within.
    private func value(_ path: [String]) -> TemplateValue {
        guard let first = path.first else { return stack.last ?? .null }
        let found = stack.reversed().lazy.compactMap { $0[first] }.first ?? .null
        return path.dropFirst().reduce(found) { value, name in value[name] ?? .null }
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): output += "&amp;".utf8
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            case UInt8(ascii: "\""): output += "&quot;".utf8
            case UInt8(ascii: "'"): output += "&#39;".utf8
            default: output.append(byte)
            }
        }
    }
}
