import Testing

@testable import JSON
@testable import System

@Suite struct `Lists of numbers` {
    /// Reads a list as reports are read: a number, then as many as are at hand.
    private static func numbers(in text: String, bufferSize: Int) throws(JSONReadError) -> [Double] {
        var rest = Array(text.utf8)[...]
        var scanner = JSONScanner(bufferSize: bufferSize) { (buffer) throws(FileError) in
            let piece = rest.prefix(buffer.count)
            buffer.replaceSubrange(0..<piece.count, with: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
        var numbers: [Double] = []
        try scanner.array { (scanner) throws(JSONReadError) in
            _ = try scanner.kind()
            numbers.append(try scanner.number())
            scanner.appendNumbers(to: &numbers, limit: numbers.count + 7)
        }
        try scanner.finish()
        return numbers
    }

    /// Every count of digits before and after a point, with and without a sign, of any digits.
    private static let texts: [String] = (1...18).flatMap { integerCount in
        (0...18).flatMap { fractionCount in
            let digits = "\(fractionCount % 9 + 1)0827364509182736450918"
            let integer = integerCount == 1 ? "0" : String(digits.prefix(integerCount))
            let number = integer + (fractionCount == 0 ? "" : "." + digits.dropFirst(3).prefix(fractionCount))
            return [number, "-" + number, number + "e-2"]
        }
    }

    @Test(
        arguments: [", ", ",", ",\n  ", " ,\t", ",\n                    ", ",\r\n\t\t\t       "],
        [37, 64, 100_000])
    func `each is the Double that Swift reads, whatever is around it`(
        separator: String, bufferSize: Int
    ) throws {
        let texts = Self.texts
        let read = try Self.numbers(in: "[\(texts.joined(separator: separator))]", bufferSize: bufferSize)
        #expect(read.map(\.bitPattern) == texts.map { (Double($0) ?? .nan).bitPattern })
    }

    @Test func `white space may change from one to the next`() throws {
        let gaps = [", ", ", ", ",", ",\n ", ",\n ", ",\n  ", ",\n  ", ", "]
        // Long ones: a number that is read too late in its text is still a number.
        let texts = (0..<100).map { "\($0 + 123_400).5" }
        let text = zip(texts, 0...).map { $0 + gaps[$1 % gaps.count] }.joined() + "-1"
        #expect(
            try Self.numbers(in: "[\(text)]", bufferSize: 1_000)
                == (0..<100).map { Double($0) + 123_400.5 } + [-1])
    }

    private static let faults = [
        "01", "00.5", "1.", ".5", "1.e5", "1.5.5", "--1", "-", "+1", "1_0", "12345678901234567.",
        "1234567890.", "1 2", "123456789012 3", "0x10", "1e", "1.5e", "1/2", "1:2", "\u{E9}", "1\u{E9}",
    ]

    @Test(arguments: faults, [", ", ",", ",\n      ", "  ,\r\n\n\t          "])
    func `what is none among them is refused where it stands`(_ text: String, separator: String) throws {
        let numbers = (0..<20).map { "\($0).25" } + [text] + (0..<20).map(String.init)
        let list = "[\(numbers.joined(separator: separator))]"
        let whole = #expect(throws: JSONReadError.self) { try JSONValue(parsing: Array(list.utf8)) }
        let error = #expect(throws: JSONReadError.self) {
            try Self.numbers(in: list, bufferSize: 10_000)
        }
        #expect(error == whole)
    }
}

@Suite struct `Keys of an object` {
    /// Keys whose bytes are stored, and longer ones.
    private static func key(_ number: Int, of length: Int) -> String {
        String(repeating: "k", count: length - 4) + String(1_000 + number)
    }

    @Test(arguments: [1, 2, 23, 24, 25, 26, 300], [4, 8, 9, 15, 16, 17, 300])
    func `a second one is found among any number, of any length`(count: Int, length: Int) throws {
        let keys = (0..<count).map { Self.key($0, of: length) }
        let members = keys.map { "\"\($0)\":0" }.joined(separator: ",")
        let read = try JSONValue(parsing: Array("{\(members)}".utf8))
        #expect(read.members?.count == count)
        for key in [keys[0], keys[count / 2], keys[count - 1]] {
            let error = #expect(throws: JSONReadError.self) {
                try JSONValue(parsing: Array("{\(members),\"\(key)\":1}".utf8))
            }
            guard case .fault(let fault)? = error else {
                Issue.record("no fault")
                continue
            }
            #expect(fault.offset == members.utf8.count + 2)
        }
    }

    @Test func `zero bytes at the end make another key`() throws {
        let text = #"{"":0,"\u0000":1,"\u0000\u0000":2,"a":3,"a\u0000":4,"aaaaaaaa":5,"aaaaaaaa\u0000":6}"#
        #expect(try JSONValue(parsing: Array(text.utf8)).members?.count == 7)
    }
}
