/// What stands at one place of a YAML file that is a program's own: texts, lists and maps, with the lines where they begin.
package struct YAMLNode: Equatable, Sendable {
    package indirect enum Content: Equatable, Sendable {
        case text(String)
        case list([YAMLNode])
        case map([Member])
    }

    /// A key of a map and what it has.
    package struct Member: Equatable, Sendable {
        package let key: String
        /// From 1.
        package let line: Int
        package let value: YAMLNode
    }

    package let content: Content
    /// From 1.
    package let line: Int

    /// Nil for a list or a map.
    package var text: String? { if case .text(let text) = content { text } else { nil } }
    /// Nil for anything else.
    package var list: [YAMLNode]? { if case .list(let list) = content { list } else { nil } }
    /// Nil for anything else.
    package var members: [Member]? { if case .map(let members) = content { members } else { nil } }
}

/// Why a file is not what it must be: a sentence that goes on after the file's name, such as ", line 3: ...".
package struct YAMLNodeFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nil where the whole file is meant.
    package let line: Int?
    /// One sentence without a full stop.
    package let reason: String

    /// A fault at a line.
    package init(_ reason: String, line: Int? = nil) { (self.reason, self.line) = (reason, line) }

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}

extension YAMLNode {
    private static let depthLimit = 8

    /// Reads a file with one document; nil for an empty one.
    ///
    /// - Throws: `YAMLNodeFault` for broken YAML, and for what such a file has no use for: aliases, keys that are no texts or
    ///   that come twice, several documents, more than 8 levels.
    package static func read(_ bytes: [UInt8]) throws(YAMLNodeFault) -> YAMLNode? {
        guard String(validating: bytes, as: UTF8.self) != nil,
            let parser = YAMLParser(bytes, valueByteCount: 16 << 10)
        else { throw YAMLNodeFault("the file must be UTF-8") }
        let reader = Reader(parser: parser)
        guard let start = try reader.next() else { return nil }
        guard start == .documentStart, let first = try reader.next() else { return nil }
        let root = try reader.node(first, depth: 0)
        _ = try reader.next()
        guard try reader.next() == nil else { throw YAMLNodeFault("the file must have one document") }
        return root
    }

    private struct Reader {
        let parser: YAMLParser

        func next() throws(YAMLNodeFault) -> YAMLEvent? {
            do {
                return try parser.next()
            } catch {
                throw YAMLNodeFault("the file \(error.reason)")
            }
        }

        func node(_ event: YAMLEvent, depth: Int) throws(YAMLNodeFault) -> YAMLNode {
            let line = parser.currentLine
            guard depth < depthLimit else {
                throw YAMLNodeFault("it has more than \(depthLimit) levels", line: line)
            }
            switch event {
            case .scalar(let text?, _, _, let lines):
                return YAMLNode(content: .text(text), line: lines.lowerBound)
            case .scalar(nil, _, _, let lines):
                throw YAMLNodeFault("the text is too long", line: lines.lowerBound)
            case .alias(_, let lines):
                throw YAMLNodeFault("aliases are not taken here", line: lines.lowerBound)
            case .listStart:
                var list: [YAMLNode] = []
                while let event = try next(), event != .collectionEnd {
                    list.append(try node(event, depth: depth + 1))
                }
                return YAMLNode(content: .list(list), line: list.first?.line ?? line)
            case .mapStart:
                let members = try members(depth: depth)
                return YAMLNode(content: .map(members), line: members.first?.line ?? line)
            case .documentStart, .documentEnd, .collectionEnd:
                throw YAMLNodeFault("something is missing", line: line)
            }
        }

        private func members(depth: Int) throws(YAMLNodeFault) -> [Member] {
            var members: [Member] = []
            while let event = try next(), event != .collectionEnd {
                guard case .scalar(let key?, _, _, let lines) = event else {
                    throw YAMLNodeFault("a key must be a short text", line: parser.currentLine)
                }
                let line = lines.lowerBound
                if members.contains(where: { $0.key == key }) {
                    throw YAMLNodeFault("the key \(key) comes twice", line: line)
                }
                guard let value = try next() else { throw YAMLNodeFault("\(key) has no value", line: line) }
                members.append(Member(key: key, line: line, value: try node(value, depth: depth + 1)))
            }
            return members
        }
    }
}
