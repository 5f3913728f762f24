import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP
@testable import System

/// How a server ends.
@Suite struct StopTests {
    private typealias Reply = @Sendable (Response) -> Void

    private static let form = """
        POST / HTTP/1.1
        Host: h
        Content-Type: multipart/form-data; boundary=B
        Content-Length: 61

        --B
        Content-Disposition: form-data; name=f

        xxxxx
        --B--

        """

    private func server(_ sink: RecordingSink) throws -> TestServer {
        try TestServer { request in
            request.method == "POST" ? .form(FormUpload(sizeLimit: 1000, sink: sink)) : .response(.text("x"))
        }
    }

    /// Whether a new connection fails, or ends at once.
    private func isRefused(by server: TestServer) -> Bool {
        guard var client = try? server.connect() else { return true }
        client.send(lines: "GET / HTTP/1.1\nHost: h\nConnection: close\n\n")
        return (try? client.readToEnd()) == []
    }

    @Test func `a request under way is finished before the server stops`() throws {
        let replies = Mutex<[Reply]>([])
        let sink = RecordingSink { reply in replies.withLock { $0.append(reply) } }
        let server = try server(sink)
        var client = try server.connect()
        client.send(lines: Self.form)
        #expect(eventually { replies.withLock { $0.count } == 1 })
        let stopping = try WorkThread(name: "test") { server.http.stop(within: .seconds(60)) }
        #expect(eventually { isRefused(by: server) })
        replies.withLock { $0[0](.text("stored")) }
        let response = try client.readResponse()
        #expect(response.text == "stored")
        #expect(response["Connection"] == "close")
        stopping.join()
    }

    @Test func `a request that is not answered in time gets 503`() throws {
        let replies = Mutex<[Reply]>([])
        let sink = RecordingSink { reply in replies.withLock { $0.append(reply) } }
        let server = try server(sink)
        var client = try server.connect()
        client.send(lines: Self.form)
        #expect(eventually { replies.withLock { $0.count } == 1 })
        server.http.stop(within: .milliseconds(20))
        let response = try client.readResponse()
        #expect(response.status == 503)
        #expect(response.hasSecurityHeaders)
        replies.withLock { $0[0](.text("too late")) }
    }

    @Test func `an upload that does not end is broken off`() throws {
        let sink = RecordingSink()
        let server = try server(sink)
        var client = try server.connect()
        client.send(lines: String(Self.form.dropLast(10)))
        #expect(eventually { sink.record.parts.count == 1 })
        server.http.stop(within: .milliseconds(20))
        #expect(sink.record.isCancelled)
        #expect(try client.readToEnd() == [])
    }

    @Test func `an idle connection does not hold the server up`() throws {
        let server = try server(RecordingSink())
        var client = try server.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "x")
        let start = ContinuousClock.now
        server.http.stop(within: .seconds(600))
        // Far below what it may take, and far above what a busy machine needs.
        #expect(ContinuousClock.now - start < .seconds(300))
        #expect(try client.readToEnd() == [])
    }

    @Test func `a server stops under load, again and again`() throws {
        for _ in 1...5 {
            let sink = RecordingSink { reply in
                _ = try? WorkThread(name: "test") { reply(.text("stored")) }.join()
            }
            let server = try server(sink)
            let answered = Atomic(0)
            try withExtendedLifetime(answered) {
                let clients = try WorkThread(name: "test") {
                    while var client = try? server.connect() {
                        client.send(lines: Self.form + "GET / HTTP/1.1\nHost: h\n\n")
                        if (try? client.readResponse()) != nil { answered.add(1, ordering: .relaxed) }
                    }
                }
                #expect(eventually { answered.load(ordering: .relaxed) > 20 })
                server.http.stop(within: .milliseconds(10))
                clients.join()
            }
        }
    }

    @Test func `connections that come while a server stops do it no harm`() throws {
        for round in 1...300 {
            let server = try TestServer { _ in .response(.text("x")) }
            let first = try WorkThread(name: "test") { connectUntilRefused(by: server) }
            let second = try WorkThread(name: "test") { connectUntilRefused(by: server) }
            usleep(useconds_t(round * 10))
            server.http.stop(within: .milliseconds(round % 3))
            first.join()
            second.join()
        }
    }

    private func connectUntilRefused(by server: TestServer) {
        while var client = try? server.connect() {
            client.send(lines: "GET / HTTP/1.1\nHost: h\nConnection: close\n\n")
            _ = try? client.readToEnd()
        }
    }
}
