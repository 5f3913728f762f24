import TestSupport
import Testing

@testable import HTTP

/// What a connection's bytes are taken for, however they are cut into pieces.
@Suite struct FramerTests {
    struct Outcome: Equatable, CustomStringConvertible {
        var passed = ""
        var targets: [String] = []
        var fault: RequestFault?

        var description: String { "\(passed.debugDescription) \(targets) \(fault.map { "\($0)" } ?? "-")" }
    }

    private static func outcome(_ text: String, pieces: Int, limits: ServerLimits = ServerLimits()) -> Outcome
    {
        var framer = RequestFramer(peer: .local, limits: limits)
        var outcome = Outcome()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            piece.withUnsafeBytes { framer.take($0) }
            outcome.passed += drain(&framer)
        }
        while let request = framer.takeRequest() { outcome.targets.append(request.target) }
        outcome.fault = framer.refusal?.fault
        return outcome
    }

    private static func drain(_ framer: inout RequestFramer) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 7)
        while framer.readyCount > 0 {
            let count = buffer.withUnsafeMutableBytes { framer.pass(into: $0) }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return text
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let input: String
        let passed: String
        let targets: [String]

        init(_ description: String, _ input: String, passes: String, _ targets: [String]) {
            (testDescription, self.input, passed, self.targets) = (description, input, passes, targets)
        }
    }

    @Test(
        arguments: [
            Case(
                "a request", "GET /a HTTP/1.1\nHost: h\n\n", passes: "GET / HTTP/1.1\nHost: benchd\n\n",
                ["/a"]),
            Case(
                "an empty line and white space", "\nGET /a HTTP/1.1\nHost:\t h \nX:\n\n",
                passes: "GET / HTTP/1.1\nHost: benchd\n\n", ["/a"]),
            Case(
                "two requests", "GET /a HTTP/1.1\nHost: h\n\nGET /b HTTP/1.1\nHost: h\n\n",
                passes: "GET / HTTP/1.1\nHost: benchd\n\nGET / HTTP/1.1\nHost: benchd\n\n", ["/a", "/b"]),
            Case(
                "a body that looks like a request",
                "POST /a HTTP/1.1\nHost: h\nContent-Length: 19\n\nGET /b HTTP/1.1\n\nGET /c HTTP/1.1\nHost: h\n\n",
                passes:
                    "POST / HTTP/1.1\nHost: benchd\nContent-Length: 19\n\nGET /b HTTP/1.1\n\nGET / HTTP/1.1\nHost: benchd\n\n",
                ["/a", "/c"]),
            Case(
                "chunks with extensions and a trailer, and nothing behind them",
                "POST /a HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n"
                    + "003;x=y\nabc\nA ;q\n0123456789\n0\nX: y\n\nGET /b HTTP/1.1\nHost: h\n\n",
                passes: "POST / HTTP/1.1\nHost: benchd\nTransfer-Encoding: chunked\n\n"
                    + "3\nabc\na\n0123456789\n0\n\n", ["/a"]),
            Case(
                "fields in any case, and in their order",
                "GET /a HTTP/1.0\ncookie: a\nCONNECTION: x, close\nexpect: 100-continue\n\n",
                passes: "GET / HTTP/1.0\nHost: benchd\nCONNECTION: x, close\nexpect: 100-continue\n\n", ["/a"]
            ),
            Case("a header that is not whole", "GET /a HTTP/1.1\nHost: h\n", passes: "", []),
        ], [1, 2, 3, 1000])
    func `of what is sound, what libmicrohttpd needs passes`(test: Case, pieces: Int) {
        let input = test.input.replacing("\n", with: "\r\n")
        #expect(
            Self.outcome(input, pieces: pieces)
                == Outcome(
                    passed: test.passed.replacing("\n", with: "\r\n"), targets: test.targets, fault: nil))
    }

    static let heads: [(String, RequestFault)] = [
        (
            "GET / HTTP/1.1\nHost: h\r\n\r\n",
            .malformedRequest("A line of the header ends without a carriage return.")
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n",
            .malformedRequest("The header has a carriage return that does not end a line.")
        ),
        ("GET / HTTP/1.1\r\nHost: h\u{0}\r\n\r\n", .malformedRequest("The header has a control character.")),
        ("GET /\u{0} HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequest("The header has a control character.")),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n",
            .malformedRequest("A header field is folded over several lines.")
        ),
        (
            "GET / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n 61\r\n\r\n",
            .malformedRequest("A header field is folded over several lines.")
        ),
        (
            "GET / HTTP/1.1\r\n Host: h\r\n\r\n",
            .malformedRequest("A header field is folded over several lines.")
        ),
        ("GET / HTTP/1.1\r\nHost h\r\n\r\n", .malformedRequest("A line of the header has no colon.")),
        (
            "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n",
            .malformedRequest("A header field's name holds a character that no name may hold.")
        ),
        (
            "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
            .malformedRequest("A header field's name holds a character that no name may hold.")
        ),
        (
            "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
            .malformedRequest(
                "The request line is not a method, a target and a version with one space between.")
        ),
        (
            "GET /\r\n\r\n",
            .malformedRequest(
                "The request line is not a method, a target and a version with one space between.")
        ),
        (
            "GET /\u{e4} HTTP/1.1\r\nHost: h\r\n\r\n",
            .malformedRequest("The request target has a character that must be percent-encoded.")
        ),
        (
            "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
            .malformedRequest("There are empty lines before the request line.")
        ),
        ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", .versionNotSupported),
        ("GET / HTTP/1.2\r\nHost: h\r\n\r\n", .versionNotSupported),
        (
            "GET / http/1.1\r\nHost: h\r\n\r\n",
            .malformedRequest("The request line does not end in a version of HTTP.")
        ),
        (
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            .malformedRequest("The request line does not end in a version of HTTP.")
        ),
        ("GET / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\n\r\n", .expectationFailed),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551615\r\n\r\n",
            .bodyTooLarge(limit: UInt64(Int64.max))
        ),
        (
            "GET /" + String(repeating: "a", count: 8192) + " HTTP/1.1\r\nHost: h\r\n\r\n",
            .targetTooLong(limit: 8192)
        ),
        ("GET /" + String(repeating: "a", count: 17_000), .targetTooLong(limit: 8192)),
        (
            "GET /" + String(repeating: "a", count: 9_000) + " HTTP/1.1\r\nX: "
                + String(repeating: "a", count: 9_000), .targetTooLong(limit: 8192)
        ),
        (
            "GET /?" + String(repeating: "a&", count: 500) + " HTTP/1.1\r\nHost: h\r\n\r\n",
            .tooManyParameters(limit: 500)
        ),
        (
            "GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 17_000),
            .headTooLarge("The header is larger than 16384 bytes.")
        ),
        (
            "GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 101) + "\r\n",
            .headTooLarge("The header has more than 100 fields.")
        ),
    ]

    @Test(arguments: heads, [1, 1000])
    func `a header that is not sound passes nothing`(test: (text: String, fault: RequestFault), pieces: Int) {
        #expect(
            Self.outcome(test.text + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", pieces: pieces)
                == Outcome(passed: "", targets: [], fault: test.fault))
    }

    @Test func `limits are met at their last value`() {
        let target = "/" + String(repeating: "a", count: 8191)
        let fields = String(repeating: "X: y\r\n", count: 99)
        let parameters = "/?" + String(repeating: "a&", count: 499)
        for text in [
            "GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n",
            "GET \(parameters) HTTP/1.1\r\nHost: h\r\n\r\n",
        ] {
            #expect(Self.outcome(text, pieces: 1000).fault == nil)
            #expect(Self.outcome(text, pieces: 1000).targets.count == 1)
        }
    }

    @Test(
        arguments: [
            "5\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "-1\r\n",
            "+5\r\nhello\r\n", "0x5\r\nhello\r\n",
            "\r\nhello", " 5\r\nhello\r\n", "5 \r\nhello\r\n", "ffffffffffffffff\r\n",
            "10000000000000000\r\n",
            "5;a\u{0}\r\nhello\r\n", "5;a\rb\r\nhello\r\n", "5;" + String(repeating: "a", count: 200_000),
            "0\r\nX y\r\n\r\n", "0\r\n: y\r\n\r\n", "0\r\nX: y\n\r\n", "5\r\nhello\r\r\n0\r\n\r\n",
            "5\r\nhelloes\n0\r\n\r\n",
        ], [1, 1000])
    func `a chunk that is not sound ends the connection`(body: String, pieces: Int) {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        let outcome = Self.outcome(
            head + body + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", pieces: pieces)
        #expect(outcome.targets == ["/"])
        #expect(outcome.fault?.status == 400)
        #expect(!outcome.passed.contains("smuggled"))
        let whole = Self.outcome(head + body + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", pieces: 1 << 20)
        #expect(outcome == whole)
    }

    @Test(arguments: [
        ("POST /a HTTP/1.1\nHost: h\n\n", "POST", "/a"), ("GET /a HTTP/1.1\r\nA B: c\r\n\r\n", "GET", "/a"),
        ("PROPFIND /a HTTP/1.1\r\nHost: h\r\n\r\n", "PROPFIND", "/a"), ("GET\n", "-", "-"),
        ("\u{16}x y\r\n", "-", "-"),
        ("PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "PUT", "/a"),
    ])
    func `what is refused is known by what came of it`(text: String, method: String, target: String) {
        for pieces in [1, 7, 1000] {
            var framer = RequestFramer(peer: .local, limits: ServerLimits())
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                Array(rest.prefix(pieces)).withUnsafeBytes { framer.take($0) }
                rest = rest.dropFirst(pieces)
            }
            #expect(framer.refusal?.request.method == method)
            #expect(framer.refusal?.request.target == target)
        }
    }
}
