import System

/// The header of a request, read byte by byte by the rules of RFC 9112, which leave no two readings.
struct RequestHead: Sendable {
    /// What was read so far, without an empty line before it.
    private(set) var bytes: [UInt8] = []
    /// Whether the empty line at its end has come.
    private(set) var isWhole = false

    private let limits: ServerLimits
    private var lineCount = 0
    private var requestLineByteCount = 0
    /// Where the current line begins in ``bytes``.
    private var lineStart = 0
    /// One empty line before a request is ignored (RFC 9112, section 2.2).
    private var hasSkippedLine = false

    init(limits: ServerLimits) {
        self.limits = limits
    }

    /// Whether a part of a header has come.
    var isBegun: Bool { !bytes.isEmpty || hasSkippedLine }

    /// Takes bytes up to the end of the header; returns how many.
    ///
    /// - Throws: `RequestFault` at the first byte that no header may have there.
    mutating func take(_ input: UnsafeRawBufferPointer) throws(RequestFault) -> Int {
        var count = 0
        while count < input.count, !isWhole {
            let rest = UnsafeRawBufferPointer(rebasing: input[count...])
            let text = UnsafeRawBufferPointer(rebasing: rest[..<textCount(rest)])
            if text.isEmpty {
                try take(rest[0])
                count += 1
            } else {
                bytes += text
                count += text.count
                try expectRoom()
            }
        }
        return count
    }

    /// How many of the next bytes belong to a line without a doubt; at most one more than there is room for.
    private func textCount(_ input: UnsafeRawBufferPointer) -> Int {
        if bytes.last == Self.carriageReturn { return 0 }
        let room = min(input.count, limits.headByteCount + 1 - bytes.count)
        var count = 0
        while count < room, Self.isText(input[count]) { count += 1 }
        return count
    }

    private static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    private mutating func take(_ byte: UInt8) throws(RequestFault) {
        let follows = bytes.last == Self.carriageReturn
        switch byte {
        case Self.lineFeed:
            guard follows else {
                throw .malformedRequest("A line of the header ends without a carriage return.")
            }
            bytes.append(byte)
            try endLine()
        case _ where follows:
            throw .malformedRequest("The header has a carriage return that does not end a line.")
        case Self.carriageReturn: bytes.append(byte)
        case _ where Self.isText(byte): bytes.append(byte)
        default: throw .malformedRequest("The header has a control character.")
        }
        try expectRoom()
    }

    private mutating func endLine() throws(RequestFault) {
        let isEmpty = bytes.count == lineStart + 2
        if isEmpty, lineCount == 0 {
            guard !hasSkippedLine else {
                throw .malformedRequest("There are empty lines before the request line.")
            }
            hasSkippedLine = true
            bytes = []
            return
        }
        lineStart = bytes.count
        if lineCount == 0 { requestLineByteCount = lineStart }
        lineCount += 1
        isWhole = isEmpty
    }

    private func expectRoom() throws(RequestFault) {
        if bytes.count > limits.headByteCount {
            // The longest method and the version are short.
            let requestLineCount = lineCount == 0 ? bytes.count : requestLineByteCount
            throw requestLineCount > limits.targetByteCount + 64
                ? .targetTooLong(limit: limits.targetByteCount)
                : .headTooLarge("The header is larger than \(limits.headByteCount) bytes.")
        }
        // The request line, the fields, the empty line.
        if lineCount > limits.fieldCount + 2 || lineCount == limits.fieldCount + 2 && !isWhole {
            throw .headTooLarge("The header has more than \(limits.fieldCount) fields.")
        }
    }

    static let carriageReturn: UInt8 = 0x0D
    static let lineFeed: UInt8 = 0x0A
}

extension RequestHead {
    /// The request of a whole header.
    ///
    /// - Throws: `RequestFault` for a header that is not well-formed, or beyond a limit.
    func request(from peer: Peer) throws(RequestFault) -> Request {
        let lines = lines
        let request = try Self.requestLine(lines[0])
        var headers: HeaderFields = [:]
        for line in lines.dropFirst() {
            let field = try Self.field(line)
            try Self.expectPlain(field, in: line)
            headers.append(field)
        }
        return Request(
            method: request.method, target: request.target, version: request.version, headers: headers,
            peer: peer)
    }

    /// What can be said of a request whose header is not right, for its answer and the log; "-" for what is not known.
    func likelyRequest(from peer: Peer) -> Request {
        let lines = lines
        let line = lines.first ?? bytes.prefix { $0 != Self.carriageReturn && $0 != Self.lineFeed }
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        var headers: HeaderFields = [:]
        for line in lines.dropFirst() {
            // A field that cannot be read says nothing of the answer.
            if let field = try? Self.field(line) { headers.append(field) }
        }
        let unknown = "-"
        guard parts.count > 1, (1...Self.longestMethod).contains(parts[0].count),
            parts[0].allSatisfy(RequestCheck.isTokenCharacter)
        else {
            return Request(method: unknown, target: unknown, version: unknown, headers: headers, peer: peer)
        }
        let texts = parts.map { String(decoding: $0.prefix(200), as: UTF8.self) }
        return Request(
            method: texts[0], target: texts[1], version: texts.count > 2 ? texts[2] : unknown,
            headers: headers, peer: peer)
    }

    private static let longestMethod = 32

    /// The whole lines without their ends, and without the empty one at the end.
    private var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: Self.lineFeed), end > start + 1 {
            lines.append(bytes[start..<end - 1])
            start = end + 1
        }
        return lines
    }

    private static func requestLine(
        _ line: ArraySlice<UInt8>
    ) throws(RequestFault) -> (method: String, target: String, version: String) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty,
            parts[0].allSatisfy(RequestCheck.isTokenCharacter)
        else {
            throw .malformedRequest(
                "The request line is not a method, a target and a version with one space between.")
        }
        guard parts[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .malformedRequest("The request target has a character that must be percent-encoded.")
        }
        return (text(parts[0]), text(parts[1]), text(parts[2]))
    }

    static func field(_ line: ArraySlice<UInt8>) throws(RequestFault) -> HeaderFields.Field {
        if line.first == 0x20 || line.first == 0x09 {
            throw .malformedRequest("A header field is folded over several lines.")
        }
        guard let colon = line.firstIndex(of: 0x3A) else {
            throw .malformedRequest("A line of the header has no colon.")
        }
        let name = line[..<colon]
        // A space before the colon is the classic way to hide a field from one of two parsers.
        guard !name.isEmpty, name.allSatisfy(RequestCheck.isTokenCharacter) else {
            throw .malformedRequest("A header field's name holds a character that no name may hold.")
        }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let value = line[(colon + 1)...].drop(while: isSpace)
        let end = value.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? value.startIndex
        return HeaderFields.Field(name: text(name), value: text(value[..<end]))
    }

    /// Refuses a Transfer-Encoding with more white space than the usual one, which other parsers may take for another value.
    private static func expectPlain(
        _ field: HeaderFields.Field, in line: ArraySlice<UInt8>
    ) throws(RequestFault) {
        guard field.name.equalsIgnoringCase("Transfer-Encoding") else { return }
        let text = text(line.dropFirst(field.name.utf8.count + 1))
        guard text == field.value || text == " " + field.value else {
            throw .malformedRequest("The Transfer-Encoding field has white space around its value.")
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
