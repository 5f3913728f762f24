/// JSON Pointers (RFC 6901).
package enum JSONPointer {
    /// The pointer of the member `key` of what `pointer` points at.
    package static func appending(_ key: String, to pointer: String) -> String {
        if !key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) {
            return "\(pointer)/\(key)"
        }
        var escaped = ""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "\(pointer)/\(escaped)"
    }

    /// A key as it stands in a message: in quotes, cut where it is long; costs the same for a text of any length.
    package static func quoted(_ key: String) -> String {
        // By scalars: one letter may have megabytes of accents.
        let front = key.unicodeScalars.prefix(61)
        return JSONValue.string(front.count > 60 ? String(front.dropLast()) + "…" : key).text
    }
}
