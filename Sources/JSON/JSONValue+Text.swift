import System

extension JSONValue {
    /// The value as compact JSON text.
    package var text: String {
        var writer = JSONWriter(indentation: nil)
        writer.write(self, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The value as compact JSON in UTF-8.
    package var bytes: [UInt8] {
        var writer = JSONWriter(indentation: nil)
        writer.write(self, level: 0)
        return writer.bytes
    }

    /// The value as JSON in UTF-8 for people: two spaces a level, a newline at the end.
    package var indentedBytes: [UInt8] {
        var writer = JSONWriter(indentation: 2)
        writer.write(self, level: 0)
        return writer.bytes + [0x0A]
    }
}

private struct JSONWriter {
    let indentation: Int?
    var bytes: [UInt8] = []

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): writeString(text)
        case .array(let elements):
            list(elements, level: level, brackets: ("[", "]")) { $0.write($1, level: level + 1) }
        case .object(let members):
            list(members, level: level, brackets: ("{", "}")) { writer, member in
                writer.writeString(member.key)
                writer.bytes += (writer.indentation == nil ? ":" : ": ").utf8
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private mutating func list<Item>(
        _ items: [Item], level: Int, brackets: (open: String, close: String),
        _ write: (inout JSONWriter, Item) -> Void
    ) {
        bytes += brackets.open.utf8
        for (index, item) in items.enumerated() {
            if index > 0 { bytes += ",".utf8 }
            newline(level: level + 1)
            write(&self, item)
        }
        if !items.isEmpty { newline(level: level) }
        bytes += brackets.close.utf8
    }

    private mutating func newline(level: Int) {
        guard let indentation else { return }
        bytes.append(0x0A)
        bytes += repeatElement(0x20, count: indentation * level)
    }

    private mutating func writeString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += "\\n".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x09: bytes += "\\t".utf8
            case 0..<0x20: bytes += "\\u00\(Hexadecimal.text(byte))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
