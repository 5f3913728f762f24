import Archives
import System

/// A map with keys that are known.
struct RuleMap {
    let line: Int
    private let what: String
    private let values: [String: YAMLNode]

    init(_ node: YAMLNode, _ what: String, keys: [String]) throws(YAMLNodeFault) {
        guard let members = node.members else {
            throw YAMLNodeFault("\(what) must be a map with \(Self.list(keys))", line: node.line)
        }
        for member in members where !keys.contains(member.key) {
            throw YAMLNodeFault(
                "\(what) has no \"\(member.key)\"; it may have \(Self.list(keys))", line: member.line)
        }
        (line, self.what) = (node.line, what)
        values = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func list(_ keys: [String]) -> String {
        keys.count < 2 ? keys.joined() : keys.dropLast().joined(separator: ", ") + " and " + (keys.last ?? "")
    }

    /// A text; nil where it is not there.
    func text(_ key: String) throws(YAMLNodeFault) -> String? {
        guard let node = values[key] else { return nil }
        guard let text = node.text, !text.isEmpty, !text.unicodeScalars.contains(where: LogText.isUnprintable)
        else {
            throw YAMLNodeFault("\(key) of \(what) must be one line of text", line: node.line)
        }
        return text
    }

    func neededText(_ key: String) throws(YAMLNodeFault) -> String {
        guard let text = try text(key) else { throw YAMLNodeFault("\(what) needs \(key)", line: line) }
        return text
    }

    /// A value that is read of a text; nil where it is not there.
    func value<Value>(_ key: String, like example: String, _ read: (String) -> Value?) throws(YAMLNodeFault)
        -> Value?
    {
        guard let text = try text(key) else { return nil }
        guard let value = read(text) else {
            throw YAMLNodeFault(
                "\(key) of \(what) must be \(example), not \"\(text)\"", line: values[key]?.line ?? line)
        }
        return value
    }

    func flag(_ key: String) throws(YAMLNodeFault) -> Bool {
        try value(key, like: "true or false") { ["true": true, "false": false][$0] } ?? false
    }

    /// The texts of a list, or one text.
    func texts(_ key: String) throws(YAMLNodeFault) -> [String] {
        guard let node = values[key] else { return [] }
        let texts = node.text.map { [$0] } ?? node.list?.map(\.text) ?? [nil]
        guard !texts.contains(nil) else {
            throw YAMLNodeFault("\(key) of \(what) must be a list of texts", line: node.line)
        }
        return texts.compactMap(\.self)
    }

    func list(_ key: String) throws(YAMLNodeFault) -> [YAMLNode] {
        guard let node = values[key], node.text != "" else { return [] }
        guard let list = node.list else {
            throw YAMLNodeFault("\(key) of \(what) must be a list", line: node.line)
        }
        return list
    }

    func map(_ key: String) throws(YAMLNodeFault) -> [YAMLNode.Member] {
        guard let node = values[key], node.text != "" else { return [] }
        guard let members = node.members else {
            throw YAMLNodeFault("\(key) of \(what) must be a map", line: node.line)
        }
        return members
    }

    func line(of key: String) -> Int { values[key]?.line ?? line }
}
