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
