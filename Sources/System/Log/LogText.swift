/// Text for people and logs, whatever it was made of.
package enum LogText {
    /// Whether a scalar would be drawn as something else than itself: controls, ends of lines, changes of direction.
    package static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A text with such scalars as `\xNN`, byte by byte.
    package static func escaping(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
        return text.unicodeScalars.map { isUnprintable($0) ? escape($0) : String($0) }.joined()
    }

    /// A scalar as the bytes of its UTF-8.
    package static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf8.map(escape).joined()
    }

    /// A byte as `\xNN`.
    package static func escape(_ byte: UInt8) -> String {
        "\\x" + Hexadecimal.text(byte, uppercase: true)
    }
}
