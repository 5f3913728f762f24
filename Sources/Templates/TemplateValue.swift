/// What a template shows: a tree of texts, switches, lists and names.
package indirect enum TemplateValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case string(String)
    case list([TemplateValue])
    case object([String: TemplateValue])

    /// A text, or null for nil.
    package static func text(_ value: String?) -> TemplateValue {
        value.map { .string($0) } ?? .null
    }

    /// The member of an object; nil where this is none, or lacks it.
    package subscript(key: String) -> TemplateValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// An object with the members of another, which replace those of the same name; itself where either is no object.
    package func adding(_ further: TemplateValue) -> TemplateValue {
        guard case .object(let members) = self, case .object(let others) = further else { return self }
        return .object(members.merging(others) { _, other in other })
    }

    /// Whether a section with this value is shown.
    var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .string(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .object: true
        }
    }
}

extension TemplateValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    /// An object.
    package init(dictionaryLiteral members: (String, TemplateValue)...) {
        self = .object(Dictionary(uniqueKeysWithValues: members))
    }

    /// A text.
    package init(stringLiteral text: String) { self = .string(text) }

    /// A switch.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Nothing.
    package init(nilLiteral: ()) { self = .null }
}
