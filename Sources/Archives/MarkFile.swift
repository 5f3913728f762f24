package import Model

/// Reads a `benchd.yaml`: a map with `label`, `note` and `tags` (docs/drop-protocol.md, "What people say of the run").
package struct MarkFile {
    /// How large such a file may be; also the most that is read of it.
    package static let byteLimit = 16 << 10

    private enum Value {
        case text(String)
        case list([String])
        /// A map, a list in a list, an alias, or a text above the limit.
        case other
    }

    private let parser: YAMLParser
    private var values: [String: Value] = [:]

    /// What a file says.
    ///
    /// - Throws: `MarkFault` where it is something else, or breaks a rule of `MarkText`.
    package static func mark(in bytes: [UInt8]) throws(MarkFault) -> RunMark {
        guard bytes.count <= byteLimit, let parser = YAMLParser(bytes, valueByteCount: byteLimit) else {
            throw largest
        }
        // A parser that is given bytes that are no UTF-8 repairs them in part.
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .shape("the file", expected: "UTF-8")
        }
        var file = MarkFile(parser: parser)
        try file.read()
        return try file.change().applied(to: RunMark())
    }

    private init(parser: YAMLParser) { self.parser = parser }

    private mutating func read() throws(MarkFault) {
        guard let first = try next() else { return }
        guard first == .documentStart, let root = try next() else { throw Self.noMap }
        if case .scalar(let text, _, _, _) = root, text == "" || text == "~" || text == "null" { return }
        guard case .mapStart = root else { throw Self.noMap }
        while let event = try next(), event != .collectionEnd {
            guard case .scalar(let key?, _, _, _) = event else { throw Self.noMap }
            values[key] = try value()
        }
    }

    private mutating func value() throws(MarkFault) -> Value {
        switch try next() {
        case .scalar(let text?, _, _, _): return .text(text)
        case .listStart:
            var texts: [String]? = []
            while let event = try next(), event != .collectionEnd {
                if case .scalar(let text?, _, _, _) = event {
                    texts?.append(text)
                } else {
                    try skip(event)
                    texts = nil
                }
            }
            return texts.map(Value.list) ?? .other
        case let event?:
            try skip(event)
            return .other
        case nil: return .other
        }
    }

    /// Passes over what an event begins.
    private func skip(_ event: YAMLEvent) throws(MarkFault) {
        var depth = 0
        var event: YAMLEvent? = event
        while let current = event {
            switch current {
            case .listStart, .mapStart: depth += 1
            case .collectionEnd: depth -= 1
            default: break
            }
            if depth == 0 { return }
            event = try next()
        }
    }

    private func next() throws(MarkFault) -> YAMLEvent? {
        do {
            return try parser.next()
        } catch {
            throw .broken(error.reason)
        }
    }

    private func change() throws(MarkFault) -> MarkChange {
        var change = MarkChange()
        if let text = try text("label") { try change.setLabel(text) }
        if let text = try text("note") { try change.setNote(text) }
        switch values["tags"] {
        case nil: break
        case .text(let text)?: try change.setTags([text])
        case .list(let texts)?: try change.setTags(texts)
        case .other?: throw .shape("tags", expected: "a list of texts")
        }
        return change
    }

    private func text(_ key: String) throws(MarkFault) -> String? {
        switch values[key] {
        case nil: return nil
        case .text(let text)?: return text
        case .list?, .other?: throw .shape(key, expected: "a text")
        }
    }

    /// The problem of a file above the limit.
    package static var tooLarge: Problem { largest.problem }

    private static let largest = MarkFault.shape("the file", expected: "no larger than \(byteLimit) bytes")
    private static let noMap = MarkFault.shape("the file", expected: "a map with label, note or tags")
}
