/// Changes whole tokens of a JSON text, so that most inputs still are JSON.
struct JSONMutator {
    private(set) var bytes: [UInt8]
    private var state: UInt64

    private static let numbers = [
        "5e-324", "1e303", "1.7976931348623157e308", "-0.0", "1e-300", "9007199254740993",
        "9223372036854775808", "-1",
        "18446744073709551616", "-9223372036854775808", "1e22", "0.30000000000000004", "0", "999.95",
        "1e-999",
    ]
    private static let texts = [
        "", " ", "..", "a/b~0", "%2f", "__proto__", "null", "0", "<i>", #"\u202e"#, #"\u0000"#, #"e\u0301"#,
        "é", #"\ud83d\ude00"#,
        "fio-x", "postgres-pgbench", "sysbench-oltp", "webserver-bench", "vdb_util", "vdb_util_avg",
        "cpu_perc", "timestamp", "tps",
    ]
    private static let values = [
        "{}", "[]", "null", "true", "[[[]]]", #"{"a":{"b":[1,null,"c"]}}"#, "[1,2,null]",
    ]

    init(bytes: [UInt8], seed: UInt64) {
        self.bytes = bytes
        state = seed | 1
    }

    mutating func mutate() {
        for _ in 0...random(3) {
            let tokens = tokens()
            guard !tokens.isEmpty else { return }
            let token = tokens[random(tokens.count)]
            switch random(6) {
            case 0: replace(token, Self.values[random(Self.values.count)])
            case 1: replace(token, Array(bytes[tokens[random(tokens.count)]]))
            case 2: replace(token, Array(bytes[token]) + [0x2C] + Array(bytes[token]))
            default: replaceAlike(token)
            }
        }
    }

    private mutating func replaceAlike(_ token: Range<Int>) {
        if bytes[token.lowerBound] != UInt8(ascii: "\"") {
            return replace(token, Self.numbers[random(Self.numbers.count)])
        }
        let text = Self.texts[random(Self.texts.count)]
        let old = String(decoding: bytes[token].dropFirst().dropLast(), as: UTF8.self)
        replace(token, ["\"\(text)\"", "\"\(old)\(text)\"", "\"\(text)\(old)\""][random(3)])
    }

    private mutating func replace(_ token: Range<Int>, _ text: String) { replace(token, Array(text.utf8)) }

    private mutating func replace(_ token: Range<Int>, _ new: [UInt8]) {
        bytes.replaceSubrange(token, with: new)
    }

    /// Strings, and runs of what numbers and words are made of.
    private func tokens() -> [Range<Int>] {
        var tokens: [Range<Int>] = []
        var position = 0
        while position < bytes.count {
            let start = position
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                    position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
                }
                position = min(position + 1, bytes.count)
                tokens.append(start..<position)
            } else if Self.isWord(bytes[position]) {
                while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
                tokens.append(start..<position)
            } else {
                position += 1
            }
        }
        return tokens
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "+-.".utf8.contains(byte)
    }

    /// From 0 to below `end`: xorshift64.
    private mutating func random(_ end: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(end))
    }
}
