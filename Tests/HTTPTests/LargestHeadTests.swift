import TestSupport
import Testing

@testable import HTTP

/// Requests at our limits, which libmicrohttpd must take whole: an answer of its own would have another form.
@Suite struct LargestHeadTests {
    static let heads: [(String, String)] = [
        ("500 parameters", "GET /?\(String(repeating: "a&", count: 499))a HTTP/1.1\nHost: h\n\n"),
        ("a target of 8 KiB", "GET /\(String(repeating: "a", count: 8191)) HTTP/1.1\nHost: h\n\n"),
        ("100 fields", "GET / HTTP/1.1\nHost: h\n\(String(repeating: "X: y\n", count: 99))\n"),
        (
            "100 cookies of 15 KB",
            "GET / HTTP/1.1\nHost: h\nCookie: \(String(repeating: "a;", count: 99))"
                + "\(String(repeating: "b", count: 15_000))\n\n"
        ),
        (
            "all at once",
            "GET /?\(String(repeating: "a&", count: 499))a HTTP/1.1\nHost: h\n"
                + String(repeating: "X: y\n", count: 98)
                + "Cookie: \(String(repeating: "a;", count: 99))\(String(repeating: "b", count: 14_000))\n\n"
        ),
    ]

    @Test(arguments: heads)
    func `a request at the limit is served, and one after it`(name: String, head: String) throws {
        let server = try TestServer { .response(.text("\($0.target.utf8.count)")) }
        var client = try server.connect()
        client.send(lines: head)
        let answer = try client.readResponse()
        #expect(answer.status == 200, "\(name)")
        client.send(lines: "GET /after HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "6")
    }

    @Test(arguments: ["", "Connection: \(String(repeating: "x,", count: 3_900))keep-alive\n"])
    func `an answer may lead to an address as long as a target`(fields: String) throws {
        let server = try TestServer {
            .response(Response(status: 308, headers: ["Location": $0.target]))
        }
        var client = try server.connect()
        let target = "/" + String(repeating: "a", count: 8_000)
        for _ in 1...2 {
            client.send(lines: "GET \(target) HTTP/1.1\nHost: h\n\(fields)\n")
            let answer = try client.readResponse()
            #expect(answer.status == 308 && answer["Location"] == target)
        }
    }

    @Test func `a host as long as a header may be gets an answer of ours`() throws {
        let server = try TestServer { .response(.text($0.authority ?? "")) }
        var client = try server.connect()
        let host = String(repeating: "h", count: 16_000)
        client.send(lines: "GET / HTTP/1.1\nHost: \(host)\n\n")
        #expect(try client.readResponse().text == host)
    }

    @Test func `what follows the last chunk for ever holds up no thread`() throws {
        let server = try TestServer { .response(.text($0.target)) }
        var client = try server.connect()
        let head = "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n0\n\n"
        client.send(Array(head.wireBytes) + [UInt8](repeating: 0x61, count: 1 << 20))
        let answer = try client.readResponse()
        #expect(answer.text == "/" && answer["Connection"] == "close")
    }

    @Test func `a chunked body of much that is left out is refused`() throws {
        let server = try TestServer { .response(.text($0.target)) }
        var client = try server.connect()
        client.send(lines: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n")
        client.send(lines: String(repeating: "1;\(String(repeating: "x", count: 900))\na\n", count: 100))
        #expect(try client.readResponse().status == 431)
    }
}
