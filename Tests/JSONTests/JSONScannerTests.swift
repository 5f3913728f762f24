import Testing

@testable import JSON
@testable import System

@Suite struct `JSON by RFC 8259` {
    struct Good: CustomTestStringConvertible {
        let text: String
        let value: JSONValue
        var testDescription: String { text }
    }

    static let good: [Good] = [
        Good(text: "{}", value: [:]),
        Good(text: " [ ] \n", value: []),
        Good(
            text: #"{"a":[1,-0.5e+3,true,false,null,"x"]}"#,
            value: ["a": [1, .number("-0.5e+3"), true, false, nil, "x"]]),
        Good(text: #""\u00e9\ud83d\ude00\n\/""#, value: "é😀\n/"),
        Good(text: "\"é€😀\"", value: "é€😀"),
        Good(text: "1e308", value: .number("1e308")),
        Good(text: "0e1", value: .number("0e1")),
        Good(text: "1e-400", value: .number("1e-400")),
        Good(text: "123456789012345678901234567890", value: .number("123456789012345678901234567890")),
        Good(text: #"{"é":1,"e\u0301":2}"#, value: .object([.init("é", 1), .init("e\u{301}", 2)])),
    ]

    @Test(arguments: good)
    func `what the grammar has is read`(_ text: Good) throws {
        #expect(try JSONValue(parsing: Array(text.text.utf8)) == text.value)
    }

    struct Bad: CustomTestStringConvertible {
        let bytes: [UInt8]
        let line: Int
        let column: Int
        let offset: Int
        let found: String
        var endsEarly = false

        init(
            _ text: String, _ line: Int, _ column: Int, _ offset: Int, _ found: String,
            endsEarly: Bool = false
        ) {
            self.init(Array(text.utf8), line, column, offset, found, endsEarly: endsEarly)
        }

        init(
            _ bytes: [UInt8], _ line: Int, _ column: Int, _ offset: Int, _ found: String,
            endsEarly: Bool = false
        ) {
            self.bytes = bytes
            self.line = line
            self.column = column
            self.offset = offset
            self.found = found
            self.endsEarly = endsEarly
        }

        var testDescription: String { String(decoding: bytes, as: UTF8.self) }
    }

    static let bad: [Bad] = [
        Bad("", 1, 1, 0, "the end of the text", endsEarly: true),
        Bad("{\"a\":", 1, 6, 5, "the end of the text", endsEarly: true),
        Bad("[1,2", 1, 5, 4, "the end of the text", endsEarly: true),
        Bad("\"abc", 1, 5, 4, "the end of the text", endsEarly: true),
        Bad("tru", 1, 4, 3, "the end of the text", endsEarly: true),
        Bad("[1,]", 1, 4, 3, "']'"),
        Bad("{\"a\":1,}", 1, 8, 7, "'}'"),
        Bad("{\n  \"é\": NaN}", 2, 8, 10, "NaN, which is not a JSON number"),
        Bad("[Infinity]", 1, 2, 1, "Infinity, which is not a JSON number"),
        Bad("[-Infinity]", 1, 2, 1, "-Infinity, which is not a JSON number"),
        Bad("[01]", 1, 2, 1, "a leading zero"),
        Bad("[1.]", 1, 4, 3, "']'"),
        Bad("[.5]", 1, 2, 1, "'.'"),
        Bad("[+1]", 1, 2, 1, "'+'"),
        Bad("[1e999]", 1, 2, 1, "a larger number"),
        Bad("[-1e309]", 1, 2, 1, "a larger number"),
        Bad("[1] x", 1, 5, 4, "'x'"),
        Bad("{} {}", 1, 4, 3, "'{'"),
        Bad("{a:1}", 1, 2, 1, "'a'"),
        Bad("['a']", 1, 2, 1, "'''"),
        Bad("{\"a\":1,\"\\u0061\":2}", 1, 8, 7, "a second \"a\""),
        Bad("[\"\\ud800\"]", 1, 3, 2, "the lone surrogate \\ud800"),
        Bad("[\"\\udc00x\"]", 1, 3, 2, "the lone surrogate \\udc00"),
        Bad("[\"\\ud800\\u0041\"]", 1, 3, 2, "the lone surrogate \\ud800"),
        Bad("[\"\\x\"]", 1, 4, 3, "'x'"),
        Bad("[\"a\tb\"]", 1, 4, 3, "the byte 0x09"),
        Bad([0xEF, 0xBB, 0xBF, 0x7B, 0x7D], 1, 1, 0, "a byte order mark"),
        Bad([0x5B, 0x22, 0xC0, 0x80, 0x22, 0x5D], 1, 3, 2, "the byte 0xC0"),
        Bad([0x5B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x5D], 1, 3, 2, "a broken character"),
        Bad([0x5B, 0x22, 0xF4, 0x90, 0x80, 0x80, 0x22, 0x5D], 1, 3, 2, "a broken character"),
        Bad([0xFF, 0xFE, 0x7B, 0x00], 1, 1, 0, "the byte 0xFF"),
        Bad(String(repeating: "[", count: 65), 1, 65, 64, "a deeper level"),
    ]

    @Test(arguments: bad)
    func `what it has not is refused, and the place named`(_ text: Bad) throws {
        let error = #expect(throws: JSONReadError.self) { try JSONValue(parsing: text.bytes) }
        guard case .fault(let fault)? = error else {
            Issue.record("no fault but \(String(describing: error))")
            return
        }
        #expect(
            fault.line == text.line && fault.column == text.column && fault.offset == text.offset, "\(fault)")
        #expect(fault.found == text.found)
        #expect(fault.endsEarly == text.endsEarly)
    }

    @Test func `nesting of 64 levels is read`() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try JSONValue(parsing: Array(text.utf8))
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func `the size of the pieces it arrives in makes no difference`(_ size: Int) throws {
        let text = Array(#"{"a\u00e9é": [1.5e-3, "x😀\ud83d\ude00"], "b": {"c": null, "d": false}}"#.utf8)
        var rest = text[...]
        var scanner = JSONScanner(bufferSize: size) { (buffer) throws(FileError) in
            let piece = rest.prefix(buffer.count)
            buffer.replaceSubrange(0..<piece.count, with: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
        var keys: [String] = []
        try scanner.object { (scanner, key) throws(JSONReadError) in
            keys.append(key.text)
            try scanner.skip()
        }
        try scanner.finish()
        #expect(keys == ["aéé", "b"])
        #expect(scanner.offset == text.count)
    }

    struct Number: CustomTestStringConvertible {
        let text: String
        let value: Double
        var testDescription: String { String(text.prefix(40)) }
    }

    @Test(arguments: [
        Number(text: "0", value: 0), Number(text: "-0", value: -0.0), Number(text: "0.001", value: 0.001),
        Number(text: "8189999.999999999", value: 8_189_999.999999999),
        Number(text: "1.7976931348623157e308", value: .greatestFiniteMagnitude),
        Number(text: "0.0000001e315", value: 1e308),
        Number(text: "1" + String(repeating: "0", count: 308), value: 1e308),
        Number(text: "0." + String(repeating: "0", count: 400) + "1e401", value: 1),
        Number(text: "1" + String(repeating: "0", count: 2000) + "e-2000", value: 1),
        Number(text: "0." + String(repeating: "3", count: 3000), value: 1.0 / 3),
        Number(text: "1e-99999999999999999999", value: 0), Number(text: "0e99999999999999999999", value: 0),
    ])
    func `a number is the nearest Double`(_ number: Number) throws {
        var scanner = JSONScanner(Array(number.text.utf8))
        let value = try scanner.number()
        #expect(value == number.value && value.sign == number.value.sign)
        try scanner.finish()
    }

    @Test func `a number is the Double that Swift reads, whatever its digits and its exponent`() throws {
        var state: UInt64 = 20_261_128
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<20_000 {
            let digits = String(random(1 << 31)) + String(random(1 << 31)).prefix(Int(random(10)))
            let fraction = ["", ".", ".000"][Int(random(3))]
            let exponent = random(2) == 0 ? "" : "e\(Int(random(60)) - 30)"
            let text = (fraction.isEmpty ? digits : "\(random(20))\(fraction)\(digits)") + exponent
            var scanner = JSONScanner(Array(text.utf8))
            #expect(try scanner.number() == Double(text), "\(text)")
        }
    }

    @Test func `a value is written as it was read`() throws {
        let text = #"{"a":[1.50,"\"\\\n\u0001é",{}],"b":null}"#
        #expect(try JSONValue(parsing: Array(text.utf8)).text == text)
    }
}
