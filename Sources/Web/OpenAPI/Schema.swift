import JSON

/// What a value may be, as JSON Schema 2020-12 says it in OpenAPI 3.1.
struct Schema: Equatable, Sendable {
    let members: [JSONValue.Member]

    /// The schema as JSON.
    var json: JSONValue { .object(members) }

    private init(_ members: [JSONValue.Member]) { self.members = members }

    /// A schema that is JSON already.
    init(reading json: JSONValue) { self.init(json.members ?? []) }

    private init(type: String, _ members: [JSONValue.Member?] = []) {
        self.members = [.init("type", .string(type))] + members.compactMap(\.self)
    }

    /// The members of an object, in the order of an answer.
    struct Members: Equatable, Sendable, ExpressibleByDictionaryLiteral {
        struct Member: Equatable, Sendable {
            let name: String
            let schema: Schema
        }

        let list: [Member]

        init(dictionaryLiteral elements: (String, Schema)...) {
            list = elements.map { Member(name: $0.0, schema: $0.1) }
        }

        private init(_ list: [Member]) { self.list = list }

        static func + (left: Members, right: Members) -> Members { Members(left.list + right.list) }
    }
}

// Values without parts.
extension Schema {
    /// Any value at all.
    static let any = Schema([])
    static let string = Schema(type: "string")
    static let null = Schema(type: "null")
    static let boolean = Schema(type: "boolean")
    static let integer = Schema(type: "integer")
    static let number = Schema(type: "number")
    /// A whole number from 0: a place or a size in bytes.
    static let count = Schema.integer(from: 0)

    /// A text of a shape; `pattern` is a regular expression of ECMA-262 that fits the whole text.
    static func string(pattern: String) -> Schema {
        Schema(type: "string", [.init("pattern", .string("^(?:\(pattern))$"))])
    }

    /// A text of at most so many characters.
    static func string(length: ClosedRange<Int>) -> Schema {
        Schema(
            type: "string",
            [
                .init("minLength", .integer(length.lowerBound)),
                .init("maxLength", .integer(length.upperBound)),
            ])
    }

    static func integer(from least: Int) -> Schema {
        Schema(type: "integer", [.init("minimum", .integer(least))])
    }

    static func integer(_ range: ClosedRange<Int>) -> Schema {
        Schema(
            type: "integer",
            [.init("minimum", .integer(range.lowerBound)), .init("maximum", .integer(range.upperBound))])
    }

    /// One of some texts.
    static func choice(_ names: [String]) -> Schema {
        Schema(type: "string", [.init("enum", .array(names.map { .string($0) }))])
    }

    /// The name of one case of a type, as answers have it.
    static func choice<Choice: CaseIterable & RawRepresentable>(of type: Choice.Type) -> Schema
    where Choice.RawValue == String {
        choice(type.allCases.map(\.rawValue))
    }

    /// Exactly one value.
    static func constant(_ value: JSONValue) -> Schema { Schema([.init("const", value)]) }

    /// The bytes of a file within a form.
    static func file(_ type: String) -> Schema {
        Schema(type: "string", [.init("contentMediaType", .string(type))])
    }
}

// Values with parts.
extension Schema {
    static func array(_ element: Schema, count: ClosedRange<Int>? = nil) -> Schema {
        Schema(
            type: "array",
            [
                .init("items", element.json), count.map { .init("minItems", .integer($0.lowerBound)) },
                count.map { .init("maxItems", .integer($0.upperBound)) },
            ])
    }

    /// An object with any keys, whose values are alike.
    static func map(_ value: Schema) -> Schema {
        Schema(type: "object", [.init("additionalProperties", value.json)])
    }

    /// An object with exactly these members; those of `optional` may be left out.
    static func object(_ required: Members, optional: Members = [:]) -> Schema {
        Schema(type: "object", parts(required, optional) + [.init("additionalProperties", false)])
    }

    /// An object that may have further members.
    static func openObject(_ required: Members, optional: Members = [:]) -> Schema {
        Schema(type: "object", parts(required, optional) + [.init("additionalProperties", true)])
    }

    private static func parts(_ required: Members, _ optional: Members) -> [JSONValue.Member?] {
        let all = required.list + optional.list
        return [
            .init("properties", .object(all.map { .init($0.name, $0.schema.json) })),
            .init("required", .array(required.list.map { .string($0.name) })),
        ]
    }

    /// A value that fits at least one of some schemas.
    static func anyOf(_ schemas: Schema...) -> Schema {
        Schema([.init("anyOf", .array(schemas.map(\.json)))])
    }

    /// The schema of the problems of a status.
    static func ref(problemOf status: Int) -> Schema {
        Schema([.init("$ref", .string("#/components/schemas/Problem\(status)"))])
    }

    /// The schema of this name in `components/schemas`.
    static func ref(_ name: Name) -> Schema {
        Schema([.init("$ref", .string("#/components/schemas/\(name.rawValue)"))])
    }
}

// What more is said of a value.
extension Schema {
    /// The same, or null.
    var orNull: Schema {
        guard let type = members.first(where: { $0.key == "type" })?.value.string else {
            return .anyOf(self, .null)
        }
        return Schema(
            members.map { member in
                switch member.key {
                case "type": .init("type", [.string(type), "null"])
                case "enum": .init("enum", .array((member.value.elements ?? []) + [nil]))
                default: member
                }
            })
    }

    /// The same without objects that have all keys of one of some lists.
    func excluding(keys lists: [String]...) -> Schema {
        let keys = lists.map { keys in ["required": .array(keys.map { .string($0) })] as JSONValue }
        return adding("not", ["anyOf": .array(keys)])
    }

    func described(_ text: String) -> Schema { adding("description", .string(text)) }

    func example(_ value: JSONValue) -> Schema { adding("examples", [value]) }

    /// What holds where the value is left out.
    func byDefault(_ value: JSONValue) -> Schema { adding("default", value) }

    private func adding(_ key: String, _ value: JSONValue) -> Schema { Schema(members + [.init(key, value)]) }
}
