/// How much of JSON values is shown.
package struct JSONExcerptLimits: Equatable, Sendable {
    /// The longest string that is shown whole, in bytes of UTF-8.
    package var stringByteCount = 4_096
    /// The deepest nesting that is shown.
    package var depth = 16
    /// How many members and elements are shown in all.
    package var memberCount = 30_000

    /// The limits of pages and answers.
    package init() {}
}

/// Reads as much of JSON values as the limits allow, and says what is left out.
package struct JSONExcerpt {
    /// What is left out, and where it stands in the text.
    package struct Omission: Equatable {
        /// RFC 6901, from the value that is read; of a list or an object of which a part is shown, its own.
        package let pointer: String
        package let range: Range<Int>
    }

    /// A value as far as it is shown.
    package struct Result: Equatable {
        /// Nil where the bytes hold not even the beginning of a value.
        package var value: JSONValue?
        package var omissions: [Omission] = []
    }

    /// Whether members or elements were left out because as many had been read as there may be in all.
    package private(set) var isSpent = false
    private let limits: JSONExcerptLimits
    private var restCount: Int
    private var bytes: [UInt8] = []
    private var byteCount = 0
    private var omissions: [Omission] = []

    package init(_ limits: JSONExcerptLimits) {
        self.limits = limits
        restCount = limits.memberCount
    }

    /// Reads a value of `byteCount` bytes from all of them, or from the first.
    ///
    /// Where bytes are lacking, the members or elements that they hold whole are read.
    package mutating func read(_ bytes: [UInt8], of byteCount: Int) -> Result {
        self.bytes = bytes
        self.byteCount = byteCount
        omissions = []
        var scanner = JSONScanner(bytes)
        do throws(JSONReadError) {
            let value = try read(&scanner, "", depth: 0)
            return Result(value: value, omissions: omissions)
        } catch {
            // What is filed is JSON, so the bytes end in a value of which no part can be shown.
            return Result(value: nil, omissions: [Omission(pointer: "", range: 0..<byteCount)])
        }
    }

    private mutating func read(
        _ scanner: inout JSONScanner, _ pointer: String, depth: Int
    ) throws(JSONReadError) -> JSONValue {
        let kind = try scanner.kind()
        switch kind {
        case .object, .array:
            guard depth < limits.depth else { return try omit(&scanner, pointer) }
            return kind == .object
                ? try object(&scanner, pointer, depth: depth) : try array(&scanner, pointer, depth: depth)
        case .string: return try string(&scanner, pointer)
        case .number:
            let start = scanner.offset
            _ = try scanner.number()
            // Its last digits may be among the bytes that are lacking.
            if scanner.offset == bytes.count, bytes.count < byteCount {
                throw try scanner.fault(expected: "the end of a number")
            }
            return .number(String(decoding: bytes[start..<scanner.offset], as: UTF8.self))
        case .boolean, .null: return try scanner.literal().map { .bool($0) } ?? .null
        }
    }

    private mutating func object(
        _ scanner: inout JSONScanner, _ pointer: String, depth: Int
    ) throws(JSONReadError) -> JSONValue {
        var members: [JSONValue.Member] = []
        try collect(&scanner, pointer, depth) { (excerpt, scanner, progress) throws(JSONReadError) in
            try scanner.object { (scanner, key) throws(JSONReadError) in
                guard excerpt.takeOne() else { return try progress.pass(&scanner) }
                let place = JSONPointer.appending(key.text, to: pointer)
                if let range = key.range {
                    excerpt.omissions.append(Omission(pointer: place, range: range))
                }
                let value = try excerpt.read(&scanner, place, depth: depth + 1)
                members.append(JSONValue.Member(key.text, value))
                progress.end = scanner.offset
            }
        }
        return .object(members)
    }

    private mutating func array(
        _ scanner: inout JSONScanner, _ pointer: String, depth: Int
    ) throws(JSONReadError) -> JSONValue {
        var elements: [JSONValue] = []
        try collect(&scanner, pointer, depth) { (excerpt, scanner, progress) throws(JSONReadError) in
            try scanner.array { (scanner) throws(JSONReadError) in
                guard excerpt.takeOne() else { return try progress.pass(&scanner) }
                let place = JSONPointer.appending(String(elements.count), to: pointer)
                elements.append(try excerpt.read(&scanner, place, depth: depth + 1))
                progress.end = scanner.offset
            }
        }
        return .array(elements)
    }

    /// Takes one off the members that may still be read; false where there is none left.
    private mutating func takeOne() -> Bool {
        if restCount == 0 { isSpent = true }
        guard restCount > 0 else { return false }
        restCount -= 1
        return true
    }

    /// How far an object or a list has been read.
    private struct Progress {
        /// After the last member or element that was taken.
        var end: Int
        var hasPassedOver = false

        mutating func pass(_ scanner: inout JSONScanner) throws(JSONReadError) {
            hasPassedOver = true
            try scanner.skip()
        }
    }

    /// Runs `body`, which reads an object or a list and notes where the last member that it took ends.
    ///
    /// The rest is an omission: what `body` has passed over, or where the bytes end early in the value as a whole.
    private mutating func collect(
        _ scanner: inout JSONScanner, _ pointer: String, _ depth: Int,
        _ body: (inout JSONExcerpt, inout JSONScanner, inout Progress) throws(JSONReadError) -> Void
    ) throws(JSONReadError) {
        // After the bracket.
        var progress = Progress(end: scanner.offset + 1)
        do throws(JSONReadError) {
            try body(&self, &scanner, &progress)
            guard progress.hasPassedOver else { return }
            omissions.append(Omission(pointer: pointer, range: progress.end..<scanner.offset))
        } catch {
            guard depth == 0 else { throw error }
            omissions.append(Omission(pointer: pointer, range: progress.end..<max(progress.end, byteCount)))
        }
    }

    private mutating func string(
        _ scanner: inout JSONScanner, _ pointer: String
    ) throws(JSONReadError) -> JSONValue {
        let start = scanner.offset
        let (text, isWhole) = try scanner.string(limit: limits.stringByteCount)
        if isWhole { return .string(text) }
        omissions.append(Omission(pointer: pointer, range: start..<scanner.offset))
        return .string(text + "…")
    }

    private mutating func omit(
        _ scanner: inout JSONScanner, _ pointer: String
    ) throws(JSONReadError) -> JSONValue {
        let start = scanner.offset
        try scanner.skip()
        omissions.append(Omission(pointer: pointer, range: start..<scanner.offset))
        return "…"
    }
}
