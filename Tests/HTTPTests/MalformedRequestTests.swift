import TestSupport
import Testing

@testable import HTTP

/// Requests over whose end or meaning two parsers could disagree.
@Suite struct MalformedRequestTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let request: String
        var status = 400
    }

    @Test(arguments: [
        Case(
            testDescription: "Content-Length and Transfer-Encoding",
            request: "POST / HTTP/1.1\nHost: h\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n"),
        Case(
            testDescription: "two different Content-Lengths",
            request: "POST / HTTP/1.1\nHost: h\nContent-Length: 0\nContent-Length: 40\n\n"),
        Case(
            testDescription: "two equal Content-Lengths",
            request: "POST / HTTP/1.1\nHost: h\nContent-Length: 0\nContent-Length: 0\n\n"),
        Case(
            testDescription: "Content-Length of a GET and Transfer-Encoding",
            request: "GET / HTTP/1.1\nHost: h\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n"),
        Case(testDescription: "two Hosts", request: "GET / HTTP/1.1\nHost: h\nHost: i\n\n"),
        Case(testDescription: "no Host", request: "GET / HTTP/1.1\n\n"),
        Case(testDescription: "a Host that is none", request: "GET / HTTP/1.1\nHost: <script>\n\n"),
        Case(
            testDescription: "a space before the colon",
            request: "POST / HTTP/1.1\nHost: h\nContent-Length : 4\n\n"),
        Case(
            testDescription: "a control character in a value",
            request: "GET / HTTP/1.1\nHost: h\nX: a\u{1}b\n\n"),
        Case(testDescription: "a space in the target", request: "GET /a b HTTP/1.1\nHost: h\n\n"),
        Case(testDescription: "a broken percent-encoding", request: "GET /a%2 HTTP/1.1\nHost: h\n\n"),
        Case(testDescription: "a target that is not UTF-8", request: "GET /%ff HTTP/1.1\nHost: h\n\n"),
        Case(testDescription: "a target without a slash", request: "GET a HTTP/1.1\nHost: h\n\n"),
        Case(
            testDescription: "chunks in HTTP/1.0",
            request: "POST / HTTP/1.0\nTransfer-Encoding: chunked\n\n0\n\n"),
        Case(
            testDescription: "an unknown Transfer-Encoding",
            request: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: gzip, chunked\n\n"),
        Case(
            testDescription: "a Transfer-Encoding in capitals",
            request: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: Chunked\n\n0\n\n"),
        Case(
            testDescription: "a Transfer-Encoding after a tab",
            request: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding:\tchunked\n\n0\n\n"),
        Case(
            testDescription: "a Transfer-Encoding with a space after it",
            request: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked \n\n0\n\n"),
        Case(
            testDescription: "too many cookies",
            request: "GET / HTTP/1.1\nHost: h\nCookie: \(String(repeating: "a;", count: 100))\n\n",
            status: 431),
        Case(testDescription: "an unknown method", request: "BREW / HTTP/1.1\nHost: h\n\n", status: 501),
        Case(testDescription: "a method in lower case", request: "get / HTTP/1.1\nHost: h\n\n", status: 501),
    ])
    func `a malformed request is refused, and nothing after it is read`(test: Case) throws {
        var client = try TestServer { _ in .response(.text("served")) }.connect()
        client.send(lines: test.request + "GET /smuggled HTTP/1.1\nHost: h\n\n")
        let response = try client.readResponse()
        #expect(response.status == test.status)
        #expect(response["Connection"] == "close")
        #expect(response.hasSecurityHeaders)
        #expect(try client.readToEnd() == [])
    }

    @Test(arguments: [
        "GET / HTTP/1.0\n\n",
        "GET http://other/ HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\nHost: [::1]:8000\n\n",
        "GET / HTTP/1.1\nHost:\n\n",
        "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n",
    ])
    func `an unusual but sound request is served`(request: String) throws {
        var client = try TestServer { .response(.text("\($0.path)")) }.connect()
        client.send(lines: request)
        let response = try client.readResponse()
        #expect(response.status == 200)
        #expect(response.text == #"[""]"#)
    }
}
