/// Cuts UTF-8 between characters.
enum UTF8Cut {
    /// The longest beginning of at most `limit` bytes that breaks no character.
    static func prefix(_ bytes: [UInt8], _ limit: Int) -> ArraySlice<UInt8> {
        guard bytes.count > limit else { return bytes[...] }
        var end = max(0, limit)
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return bytes[..<end]
    }
}

extension String {
    /// The longest beginning of at most `utf8Limit` bytes that breaks no character; costs the same for a text of any length.
    package func prefix(utf8Limit: Int) -> Substring {
        guard var end = utf8.index(startIndex, offsetBy: max(0, utf8Limit), limitedBy: endIndex) else {
            return self[...]
        }
        while end > startIndex, end < endIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return self[..<end]
    }
}
