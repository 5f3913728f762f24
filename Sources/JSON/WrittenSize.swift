extension String {
    /// The most bytes that this text takes as a string of JSON or as text of HTML.
    package var writtenByteCount: Int {
        utf8.reduce(0) { count, byte in
            switch byte {
            case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "<"),
                UInt8(ascii: ">"):
                count + 6
            case UInt8(ascii: "\\"): count + 2
            default: count + 1
            }
        }
    }

    /// The text, or its beginning with an ellipsis where it has more bytes of UTF-8 than that.
    package func shortened(to byteLimit: Int) -> String {
        let beginning = prefix(utf8Limit: byteLimit)
        return beginning.endIndex == endIndex ? self : "\(beginning)…"
    }
}
