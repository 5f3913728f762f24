import System

/// Texts in addresses and header fields (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// A path whose slashes stay; everything else but the unreserved characters is encoded.
    package static func path(_ text: String) -> String {
        encoded(text) { isUnreserved($0) || $0 == UInt8(ascii: "/") }
    }

    /// A text in which only the unreserved characters stay.
    package static func component(_ text: String) -> String {
        encoded(text, isUnreserved)
    }

    /// The text that was encoded; nil where an encoding is incomplete or not UTF-8.
    package static func decoded(_ text: some StringProtocol) -> String? {
        if !text.utf8.contains(UInt8(ascii: "%")) { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(\.hexDigitValue),
                let low = rest.popFirst().flatMap(\.hexDigitValue)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encoded(_ text: String, _ stays: (UInt8) -> Bool) -> String {
        text.utf8.reduce(into: "") { result, byte in
            if stays(byte) {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                result += "%" + Hexadecimal.text(byte, uppercase: true)
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "-._~".utf8.contains(byte)
    }
}
