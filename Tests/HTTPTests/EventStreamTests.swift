import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// Answers that are sent as they come.
@Suite struct EventStreamTests {
    /// A stream that counts its ends.
    private final class Source: Sendable {
        private final class Count: Sendable { let value = Mutex(0) }

        private let count = Count()
        let stream: EventStream

        init(byteLimit: Int = 1 << 16) {
            stream = EventStream(byteLimit: byteLimit) { [count] in count.value.withLock { $0 += 1 } }
        }

        var endCount: Int { count.value.withLock { $0 } }
    }

    private func server(_ source: Source, limits: DeadlineLimits = DeadlineLimits()) throws -> TestServer {
        try TestServer(limits: limits) { _ in
            .stream(Response(type: "text/event-stream", bytes: []), source.stream)
        }
    }

    private static let get = "GET / HTTP/1.1\nHost: h\n\n"

    @Test func `what is written comes at once, also after a pause`() throws {
        let source = Source()
        let server = try server(source)
        var client = try server.connect()
        client.send(lines: Self.get)
        #expect(try client.readHead().status == 200)
        for text in ["one", "two", "three"] {
            source.stream.write(Array(text.utf8))
            #expect(try client.readChunk() == text)
        }
        source.stream.end()
        #expect(try client.readChunk() == "")
        #expect(source.endCount == 1)
    }

    @Test func `a quiet stream outlives the deadlines`() throws {
        var limits = DeadlineLimits()
        (limits.window, limits.idle, limits.header) = (
            .milliseconds(20), .milliseconds(20), .milliseconds(20)
        )
        let source = Source()
        let server = try server(source, limits: limits)
        var client = try server.connect()
        client.send(lines: Self.get)
        #expect(try client.readHead().status == 200)
        #expect(eventually { server.http.state.connections["streaming"] == 1 })
        // Others are cut meanwhile.
        var idle = try server.connect()
        #expect(try idle.readToEnd() == [])
        source.stream.write(Array("late".utf8))
        #expect(try client.readChunk() == "late")
    }

    @Test func `a client that is gone ends its stream at once`() throws {
        let source = Source()
        let server = try server(source)
        do {
            var client = try server.connect()
            client.send(lines: Self.get)
            #expect(try client.readHead().status == 200)
        }
        #expect(eventually { source.endCount == 1 })
        #expect(eventually { server.http.state.connections == [:] })
        #expect(!source.stream.write(Array("x".utf8)))
    }

    @Test func `a client that takes nothing is given up`() throws {
        let source = Source(byteLimit: 1 << 20)
        let server = try server(source)
        var client = try server.connect(receiveBuffer: 4096)
        client.send(lines: Self.get)
        #expect(try client.readHead().status == 200)
        let block = [UInt8](repeating: 0x78, count: 1 << 16)
        #expect(eventually { !source.stream.write(block) })
        #expect(source.endCount == 1)
    }

    @Test func `a server that stops ends its streams`() throws {
        let source = Source()
        let server = try server(source)
        var client = try server.connect()
        client.send(lines: Self.get)
        #expect(try client.readHead().status == 200)
        server.http.stop(within: .seconds(60))
        #expect(try client.readChunk() == "")
        #expect(source.endCount == 1)
    }
}
