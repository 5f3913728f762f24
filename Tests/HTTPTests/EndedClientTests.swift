import Glibc
import TestSupport
import Testing

@testable import HTTP

/// Clients that end their side together with the last bytes that they send, where no deadline helps.
@Suite struct EndedClientTests {
    private static let head =
        "POST / HTTP/1.1\nHost: h\nContent-Type: multipart/form-data; boundary=B\nContent-Length: "

    private static var patient: DeadlineLimits {
        var limits = DeadlineLimits()
        (limits.header, limits.idle, limits.refusedBody) = (.seconds(3600), .seconds(3600), .seconds(3600))
        limits.window = .seconds(3600)
        return limits
    }

    private func server(_ answer: @escaping @Sendable (Request) -> Answer) throws -> TestServer {
        try TestServer(limits: Self.patient, answer)
    }

    @Test(arguments: ["", "G", "GET / HT", "GET / HTTP/1.1\nHost: h\nX: ", "GET / HTTP/1.1\nHost: h\n"])
    func `a connection that ends in its head is closed`(beginning: String) throws {
        let server = try server { .response(.text($0.target)) }
        var client = try server.connect()
        client.sendLast(lines: beginning)
        #expect(try client.readToEnd() == [])
    }

    @Test func `a connection that ends in a later head is closed`() throws {
        let server = try server { .response(.text($0.target)) }
        var client = try server.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/1")
        client.sendLast(lines: "GET /2 HTTP/1.1\nHost")
        #expect(try client.readToEnd() == [])
    }

    @Test(arguments: ["", "--B\nContent-Disposition: form-data; name=\"a\"\n\nabc"])
    func `an upload that ends in its body is given up`(beginning: String) throws {
        let sinks = (0..<20).map { _ in RecordingSink() }
        let server = try server { request in
            .form(FormUpload(sizeLimit: 1 << 30, sink: sinks[Int(request.path[0]) ?? 0]))
        }
        for number in sinks.indices {
            let client = try server.connect()
            client.sendLast(
                lines: Self.head.replacing("/ ", with: "/\(number) ") + "100000\n\n" + beginning)
        }
        #expect(eventually { sinks.allSatisfy(\.record.isCancelled) })
    }

    @Test func `a refused upload that ends in its body is closed`() throws {
        let server = try server { _ in .response(.text("no", status: 403)) }
        var client = try server.connect()
        client.sendLast(lines: Self.head + "100000\n\nabc")
        _ = try client.readToEnd()
    }

    @Test func `clients that close do not keep others out`() throws {
        let server = try server { .response(.text($0.target)) }
        for _ in 0..<1100 { try server.connect().sendLast(lines: "GET / HT") }
        var client = try server.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/1")
    }

    @Test func `who ends its side after a whole request gets the answer`() throws {
        let large = [UInt8](repeating: 7, count: 8 << 20)
        let server = try server { request in
            switch request.target {
            case "/work":
                .work {
                    usleep(500_000)
                    return Response(type: "image/png", bytes: large)
                }
            default: .response(Response(type: "image/png", bytes: large))
            }
        }
        for target in ["/", "/work"] {
            var client = try server.connect()
            client.sendLast(lines: "GET \(target) HTTP/1.1\nHost: h\n\n")
            #expect(try client.readResponse().body == large)
            #expect(try client.readToEnd() == [])
        }
    }

    @Test func `who ends its side after a whole upload gets the answer`() throws {
        let server = try server { _ in
            .form(
                FormUpload(
                    sizeLimit: 1 << 30,
                    sink: RecordingSink { reply in
                        usleep(500_000)
                        reply(.text("stored"))
                    }))
        }
        let body = "--B\nContent-Disposition: form-data; name=\"a\"\n\nabc\n--B--\n"
        var client = try server.connect()
        client.sendLast(lines: Self.head + "\(body.wireBytes.count)\n\n" + body)
        #expect(try client.readResponse().text == "stored")
        #expect(try client.readToEnd() == [])
    }
}

/// What is passed on, without a server.
@Suite struct PeerEndTests {
    @Test func `a connection that is open and silent is left alone`() throws {
        var pair: (CInt, CInt) = (-1, -1)
        try withUnsafeMutableBytes(of: &pair) { bytes in
            let both = bytes.assumingMemoryBound(to: CInt.self).baseAddress
            try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, both) == 0)
        }
        defer { for descriptor in [pair.0, pair.1] where descriptor >= 0 { _ = close(descriptor) } }

        #expect(PeerEnds.passOn(pair.0))

        var byte: UInt8 = 7
        #expect(send(pair.1, &byte, 1, CInt(MSG_NOSIGNAL)) == 1)
        #expect(!PeerEnds.passOn(pair.0))
        #expect(recv(pair.0, &byte, 1, 0) == 1 && byte == 7)
    }
}
