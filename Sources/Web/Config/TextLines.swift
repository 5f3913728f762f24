/// A text as its lines, apart from how these end.
struct TextLines: Equatable, Sendable {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Without their ends and without a byte order mark, in UTF-8.
    let lines: [ArraySlice<UInt8>]
    let hasByteOrderMark: Bool
    /// Which lines end in CR LF, as on Windows.
    let carriageReturns: [Int]
    /// Whether the last line has an end; true for an empty text.
    let isTerminated: Bool

    /// The lines of a text in UTF-8; nil for bytes that are no text.
    init?(_ bytes: [UInt8]) {
        guard Self.isText(bytes) else { return nil }
        hasByteOrderMark = bytes.starts(with: Self.byteOrderMark)
        let text = hasByteOrderMark ? bytes.dropFirst(Self.byteOrderMark.count) : bytes[...]
        var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        isTerminated = lines.last?.isEmpty ?? true
        if isTerminated { lines.removeLast() }
        var carriageReturns: [Int] = []
        for index in lines.indices
        where lines[index].last == UInt8(ascii: "\r") && (index < lines.count - 1 || isTerminated) {
            lines[index].removeLast()
            carriageReturns.append(index)
        }
        self.carriageReturns = carriageReturns
        self.lines = lines
    }

    /// Whether bytes are UTF-8 without NUL and without control characters but those that texts have.
    static func isText(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || textControls.contains($0) }
            && String(validating: bytes, as: UTF8.self) != nil
    }

    /// The front of a text without the character that was cut at its end.
    static func withoutBrokenEnd(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let tail = bytes.suffix(3)
        guard let start = tail.lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes[...] }
        let length = bytes[start] >= 0xF0 ? 4 : bytes[start] >= 0xE0 ? 3 : bytes[start] >= 0xC0 ? 2 : 1
        return start + length > bytes.count ? bytes[..<start] : bytes[...]
    }

    /// Tab, line feed, form feed, carriage return, and the escape of coloured logs.
    private static let textControls: [UInt8] = [0x09, 0x0A, 0x0C, 0x0D, 0x1B]
}
