import JSON

extension Schema {
    /// What a parameter or a field takes, in words for people: "a whole number from 1 to 500; 50 without it".
    var words: String {
        [kindWords, example.map { "such as \($0)" }, usual.map { "\($0) without it" }]
            .compactMap(\.self).joined(separator: "; ")
    }

    /// A field of an object.
    struct Field: Sendable {
        let name: String
        let isRequired: Bool
        let schema: Schema
    }

    /// The fields of an object, in their order.
    var fields: [Field] {
        let required = (self["required"]?.elements ?? []).compactMap(\.string)
        return (self["properties"]?.members ?? []).map { member in
            Field(
                name: member.key, isRequired: required.contains(member.key),
                schema: Schema(reading: member.value))
        }
    }

    /// What is said of it.
    var description: String? { self["description"]?.string }

    private var kindWords: String {
        if let names = self["enum"]?.elements?.compactMap(\.string) {
            return names.filter { !$0.isEmpty }.joined(separator: " or ")
        }
        if let type = self["contentMediaType"]?.string { return "a file, \(type)" }
        switch self["type"]?.string {
        case "integer": return "a whole number\(bounds)"
        case "number": return "a number\(bounds)"
        case "boolean": return "true or false"
        default: return "text"
        }
    }

    private var bounds: String {
        switch (self["minimum"]?.integer, self["maximum"]?.integer) {
        case (let least?, let most?): " from \(least) to \(most)"
        case (let least?, nil): " from \(least)"
        default: ""
        }
    }

    private var example: String? { self["examples"]?.elements?.first.map(Self.words) }

    private var usual: String? { self["default"].map(Self.words) }

    private static func words(_ value: JSONValue) -> String { value.string ?? value.text }

    private subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }
}
