// Classes of bytes that are ASCII characters (RFC 5234, appendix B.1); a byte above 0x7F is in none of them.

extension UInt8 {
    /// DIGIT: 0 to 9.
    @inlinable package var isDigit: Bool { 0x30 <= self && self <= 0x39 }

    /// Whether it is an ASCII hexadecimal digit, of either case.
    @inlinable package var isHexadecimalDigit: Bool {
        isDigit || (0x41 <= self && self <= 0x46) || (0x61 <= self && self <= 0x66)
    }

    /// ALPHA: A to Z and a to z.
    @inlinable package var isLetter: Bool { isUppercaseLetter || 0x61 <= self && self <= 0x7A }

    /// A to Z.
    @inlinable package var isUppercaseLetter: Bool { 0x41 <= self && self <= 0x5A }

    /// DIGIT or ALPHA.
    @inlinable package var isLetterOrDigit: Bool { isLetter || isDigit }

    /// A letter in lower case; any other byte as it is.
    @inlinable package var lowercased: UInt8 { isUppercaseLetter ? self | 0x20 : self }
}

extension StringProtocol {
    /// Whether there is no character but DIGIT; true for an empty text.
    package var isAllDigits: Bool { utf8.allSatisfy(\.isDigit) }
}
