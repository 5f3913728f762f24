import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// Answers that are computed by the pool of workers, while the threads that send go on.
@Suite struct AnswerPoolTests {
    private func server(_ gate: Gate, limits: DeadlineLimits = DeadlineLimits()) throws -> TestServer {
        try TestServer(limits: limits) { request in
            request.target == "/dear" ? gate.ask() : .response(.text("cheap"))
        }
    }

    private func ask(_ server: TestServer, _ target: String = "/dear") throws -> RawClient {
        let client = try server.connect()
        client.send(lines: "GET \(target) HTTP/1.1\nHost: h\n\n")
        return client
    }

    @Test func `what is cheap is answered while every worker is busy`() throws {
        let gate = Gate()
        let server = try server(gate)
        var first = try ask(server)
        var second = try ask(server)
        var third = try ask(server)
        #expect(eventually { gate.begunCount == AnswerPool.threadCount })
        for _ in 1...20 {
            var client = try ask(server, "/cheap")
            #expect(try client.readResponse().text == "cheap")
        }
        #expect(gate.begunCount == AnswerPool.threadCount)
        gate.open()
        #expect(try first.readResponse().text == "computed")
        #expect(try second.readResponse().text == "computed")
        #expect(try third.readResponse().text == "computed")
    }

    @Test func `no deadline runs while the server works`() throws {
        var limits = DeadlineLimits()
        (limits.header, limits.window, limits.idle) = (
            .milliseconds(50), .milliseconds(50), .milliseconds(50)
        )
        let gate = Gate()
        let server = try server(gate, limits: limits)
        var client = try ask(server)
        #expect(eventually { gate.begunCount == 1 })
        usleep(300_000)
        gate.open()
        #expect(try client.readResponse().text == "computed")
    }

    @Test func `no deadline runs while a handler computes the answer itself`() throws {
        var limits = DeadlineLimits()
        limits.header = .milliseconds(50)
        let server = try TestServer(limits: limits) { _ in
            usleep(300_000)
            return .response(.text("late"))
        }
        var client = try ask(server)
        #expect(try client.readResponse().text == "late")
    }

    @Test func `what does not fit into the queue is refused, with a time to come back`() throws {
        let gate = Gate()
        let server = try server(gate)
        var busy = try (1...AnswerPool.threadCount).map { _ in try Held(ask(server)) }
        #expect(eventually { gate.begunCount == AnswerPool.threadCount })
        busy += try (1...AnswerPool.queueLimit).map { _ in try Held(ask(server)) }
        // Else one of these is refused, and the next client waits in its place.
        #expect(eventually { gate.askedCount == AnswerPool.threadCount + AnswerPool.queueLimit })
        var refused = 0
        #expect(
            eventually {
                var client = try? ask(server)
                refused = (try? client?.readResponse().status) ?? 0
                return refused == 503
            })
        gate.open()
        for held in busy { #expect(try held.readResponse().text == "computed") }
    }

    /// A client in a list, which takes only what can be copied.
    private final class Held {
        private var client: RawClient

        init(_ client: consuming RawClient) {
            self.client = client
        }

        func readResponse() throws -> RawResponse { try client.readResponse() }
    }

    @Test func `a client that is gone gives its place to one that is there`() throws {
        let gate = Gate()
        let server = try server(gate)
        let busy = try (1...AnswerPool.threadCount).map { _ in try Held(ask(server)) }
        #expect(eventually { gate.begunCount == AnswerPool.threadCount })
        do {
            let gone = try (1...AnswerPool.queueLimit).map { _ in try Held(ask(server)) }
            // Each of these is asked for before its connection ends.
            #expect(eventually { gate.askedCount == AnswerPool.threadCount + AnswerPool.queueLimit })
            withExtendedLifetime(gone) {}
        }
        let there = try (1...AnswerPool.queueLimit).map { _ in try Held(ask(server)) }
        gate.open()
        for held in busy + there { #expect(try held.readResponse().text == "computed") }
    }

    @Test func `a server stops while its workers compute`() throws {
        let gate = Gate()
        let server = try server(gate)
        var clients = try (1...AnswerPool.threadCount + 1).map { _ in try Held(ask(server)) }
        #expect(eventually { gate.begunCount == AnswerPool.threadCount })
        server.http.stop(within: .milliseconds(20))
        for client in clients { #expect(try client.readResponse().status == 503) }
        clients = []
        gate.open()
    }

    @Test func `a body before an answer that is computed is read to its end`() throws {
        let server = try TestServer { _ in .work { .text("computed") } }
        var client = try server.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\nContent-Length: 5\n\nhello")
        #expect(try client.readResponse().text == "computed")
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "computed")
    }

    @Test func `few files are compressed at once`() {
        let compressions = FileCompressions()
        var permits = (1...FileCompressions.limit).map { _ in compressions.permit() }
        #expect(permits.allSatisfy { $0 != nil })
        #expect(compressions.permit() == nil)
        permits.removeLast()
        #expect(compressions.permit() != nil)
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func `a file that compresses to almost nothing is compressed in short turns`(coding: ContentCoding) throws
    {
        let path = "/tmp/benchd-\(coding)-\(getpid())"
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        unlink(path)
        #expect(ftruncate(descriptor, 8 << 20) == 0)
        let reader = try #require(
            CodedReader(FileSlice(file: OpenFile(takingOver: descriptor), length: 8 << 20), in: coding))
        var turns = 0
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 1)
        defer { output.deallocate() }
        while case .bytes = reader.read(into: output) { turns += 1 }
        #expect(turns >= 32)
    }
}
