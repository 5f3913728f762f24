import TestSupport
import Testing

@testable import HTTP

/// What the framer refuses, over a real socket: one answer in our form, and no byte behind it is a request.
@Suite struct RefusedBytesTests {
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n"

    private func server() throws -> TestServer {
        try TestServer { request in
            request.method == "POST"
                ? .form(FormUpload(sizeLimit: 1 << 20, sink: RecordingSink()))
                : .response(.text(request.target))
        }
    }

    @Test(arguments: FramerTests.heads, [1, 5, 100_000])
    func `a header is refused once`(test: (text: String, fault: RequestFault), pieces: Int) throws {
        var client = try server().connect()
        client.send(test.text + Self.smuggled, pieces: pieces)
        let response = try client.readResponse()
        #expect(response.status == test.fault.status)
        #expect(response.text == "\(test.fault)")
        #expect(response["Connection"] == "close")
        #expect(response.hasSecurityHeaders)
        #expect(try client.readToEnd() == [])
    }

    @Test(arguments: FramerTests.heads)
    func `a request before it is answered first`(test: (text: String, fault: RequestFault)) throws {
        var client = try server().connect()
        client.send(Array(("GET /first HTTP/1.1\r\nHost: h\r\n\r\n" + test.text + Self.smuggled).utf8))
        #expect(try client.readResponse().text == "/first")
        #expect(try client.readResponse().status == test.fault.status)
        #expect(try client.readToEnd() == [])
    }

    @Test(arguments: ["5\nhello\r\n0\r\n\r\n", "zz\r\n", "5\r\nhello!\r\n0\r\n\r\n"], [1, 100_000])
    func `a chunk is refused once`(body: String, pieces: Int) throws {
        var client = try server().connect()
        let head =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
        client.send(head + body + Self.smuggled, pieces: pieces)
        #expect(try client.readResponse().status == 400)
        #expect(try client.readToEnd() == [])
    }

    @Test(arguments: [1, 3, 100_000])
    func `a chunked form is taken however it comes, and is the connection's last`(pieces: Int) throws {
        var client = try server().connect()
        let form = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--b--\r\n"
        let chunks =
            form.utf8.map { "1;x\r\n\(Character(UnicodeScalar($0)))\r\n" }.joined() + "0\r\nX: y\r\n\r\n"
        let head =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
        client.send(head + chunks + Self.smuggled, pieces: pieces)
        let response = try client.readResponse()
        #expect(response.text == "stored")
        #expect(response["Connection"] == "close")
        #expect(try client.readToEnd() == [])
    }
}

extension RawClient {
    /// Sends text in pieces, each in a segment of its own as far as the kernel lets.
    fileprivate func send(_ text: String, pieces: Int) {
        var rest = Array(text.utf8)[...]
        // Past the first thousands it no longer matters where it is cut.
        for _ in 0..<2_000 where !rest.isEmpty {
            guard sends(rest.prefix(pieces)) else { return }
            rest = rest.dropFirst(pieces)
        }
        if !rest.isEmpty { send(rest) }
    }
}
