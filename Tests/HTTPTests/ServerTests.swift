import TestSupport
import Testing

@testable import HTTP

/// Requests and answers over a real socket.
@Suite struct ServerTests {
    @Test func `a request reaches the handler as it was sent`() throws {
        let server = try TestServer { request in
            let facts = [request.method, "\(request.path)", request.query("q"), request.headers["x-tag"]]
            return .response(
                .text(facts.map { $0 ?? "-" }.joined(separator: " ")))
        }
        var client = try server.connect()
        client.send(lines: "GET /a%2Fb/c?q=x+y%26 HTTP/1.1\nHost: h\nX-Tag: one\nX-Tag: two\n\n")
        let response = try client.readResponse()
        #expect(response.status == 200)
        #expect(response.text == #"GET ["a/b", "c"] x y& one, two"#)
    }

    @Test func `a request names the peer that sent it`() throws {
        let server = try TestServer { .response(.text("\($0.peer.address) \($0.peer.isLoopback)")) }
        var client = try server.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "127.0.0.1 true")
    }

    @Test func `one connection serves many requests, pipelined or not`() throws {
        var client = try TestServer { .response(.text($0.target)) }.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\n\nGET /2 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/1")
        #expect(try client.readResponse().text == "/2")
        client.send(lines: "GET /3 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/3")
    }

    @Test(arguments: [200, 404, 500])
    func `every answer carries the security headers`(status: Int) throws {
        var client = try TestServer { _ in .response(.text("x", status: status)) }.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\n")
        let response = try client.readResponse()
        #expect(response.status == status)
        #expect(response.hasSecurityHeaders)
        #expect(response["Date"] != nil)
    }

    @Test func `HEAD has the header of GET and no body`() throws {
        var client = try TestServer { _ in .response(.text("twelve bytes")) }.connect()
        client.send(lines: "HEAD / HTTP/1.1\nHost: h\n\nGET / HTTP/1.1\nHost: h\n\n")
        let head = try client.readResponse(hasBody: false)
        let get = try client.readResponse()
        #expect(head["Content-Length"] == "12")
        #expect(head.fields.map(\.name) == get.fields.map(\.name))
        #expect(get.text == "twelve bytes")
    }

    @Test(arguments: ["GET", "POST", "DELETE"])
    func `a body that nobody asked for is passed over`(method: String) throws {
        var client = try TestServer { .response(.text($0.target)) }.connect()
        client.send(
            lines: "\(method) /1 HTTP/1.1\nHost: h\nContent-Length: 5\n\nhelloGET /2 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/1")
        #expect(try client.readResponse().text == "/2")
    }

    @Test(arguments: ["", "Content-Length: 5\n"])
    func `who asks before sending a body is answered at once`(length: String) throws {
        var client = try TestServer { .response(.text($0.target)) }.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\n\(length)Expect: 100-continue\n\n")
        #expect(try client.readResponse().text == "/1")
    }

    @Test func `a large body that nobody asked for is answered before it is read`() throws {
        var client = try TestServer { .response(.text($0.target)) }.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\nContent-Length: 100000000\n\n")
        let response = try client.readResponse()
        #expect(response.text == "/1")
        #expect(response["Connection"] == "close")
        #expect(try client.readToEnd() == [])
    }

    @Test func `a body without end that nobody asked for is answered, too`() throws {
        var limits = DeadlineLimits()
        limits.refusedBody = .seconds(60)
        var client = try TestServer(limits: limits) { .response(.text($0.target)) }.connect()
        client.send(lines: "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\nffffff\n")
        client.send(repeatElement(0, count: 8 << 20))
        #expect(try client.readResponse().text == "/")
        #expect(try client.readToEnd() == [])
    }

    @Test func `a server that is asked to listen where another does says so`() throws {
        let server = try TestServer { _ in .response(.text("x")) }
        let address = server.http.address
        let error = #expect(throws: ServerError.self) { _ = try ListeningSocket(address) }
        #expect(
            error?.description
                == "bind \(address): Address already in use; stop what uses it, or choose another address")
        withExtendedLifetime(server) {}
    }
}

@Suite struct MessageThrottleTests {
    @Test func `one message in each interval is let through, with the number of the others`() {
        var throttle = MessageThrottle(interval: .seconds(10))
        let start = ContinuousClock.now
        #expect(throttle.admit("a", at: start) == "a")
        #expect(throttle.admit("b", at: start + .seconds(9)) == nil)
        #expect(throttle.admit("c", at: start + .seconds(9)) == nil)
        #expect(throttle.admit("d", at: start + .seconds(10)) == "d (after 2 more that are not shown)")
        #expect(throttle.admit("e", at: start + .seconds(20)) == "e")
    }
}
