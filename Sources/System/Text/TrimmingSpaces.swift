extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    package func trimmingSpaces() -> String {
        let isText = { (byte: UInt8) in byte != 0x20 && byte != 0x09 }
        let bytes = Substring(self).utf8
        guard let first = bytes.firstIndex(where: isText), let last = bytes.lastIndex(where: isText) else {
            return ""
        }
        return String(Substring(bytes[first...last]))
    }
}
