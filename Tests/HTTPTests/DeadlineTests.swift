import Glibc
import TestSupport
import Testing

@testable import HTTP

/// How slow a client may be, first as a table with a clock of its own, then over a real socket.
@Suite struct DeadlineTests {
    private static let id = DeadlineTable.ID(value: 1)
    private let start = ContinuousClock.now

    private func table(_ activity: DeadlineTable.Activity) -> DeadlineTable {
        var table = DeadlineTable(limits: ServerLimits())
        table.open(Self.id, descriptor: 7, address: nil, at: start)
        _ = table.change(Self.id, to: activity, at: start) { _ in 0 }
        return table
    }

    @Test(arguments: [
        (DeadlineTable.Activity.sendingHeader, 10), (.idle, 15), (.sendingRefusedBody, 5), (.sendingBody, 10),
        (.receiving, 10),
    ])
    func `what does not advance is reported once its time is over`(
        activity: DeadlineTable.Activity, seconds: Int
    ) {
        var table = table(activity)
        #expect(table.earliest == start + .seconds(seconds))
        #expect(table.overdue(at: start + .milliseconds(seconds * 1000 - 1)) { _ in 0 } == [])
        #expect(table.overdue(at: start + .seconds(seconds)) { _ in 0 } == [7])
        #expect(table.overdue(at: start + .seconds(seconds + 1)) { _ in 0 } == [])
    }

    @Test func `who waits for us has no deadline`() {
        var table = table(.waiting)
        #expect(table.earliest == nil)
        #expect(table.overdue(at: start + .seconds(1000)) { _ in 0 } == [])
    }

    @Test func `a body must keep its rate in every window`() {
        var table = table(.sendingBody)
        table.addBodyBytes(10 * 1024, to: Self.id)
        #expect(table.overdue(at: start + .seconds(10)) { _ in 0 } == [])
        #expect(table.earliest == start + .seconds(20))
        table.addBodyBytes(10 * 1024 - 1, to: Self.id)
        #expect(table.overdue(at: start + .seconds(20)) { _ in 0 } == [7])
    }

    @Test func `a response must be taken at the same rate`() {
        var table = table(.receiving)
        #expect(table.overdue(at: start + .seconds(10)) { _ in 10 * 1024 } == [])
        #expect(table.overdue(at: start + .seconds(20)) { _ in 20 * 1024 - 1 } == [7])
    }

    @Test func `a closed connection is forgotten`() {
        var table = table(.idle)
        table.close(Self.id)
        #expect(table.isEmpty)
        #expect(table.overdue(at: start + .seconds(1000)) { _ in 0 } == [])
    }

    private static func limits(_ change: (inout DeadlineLimits) -> Void) -> DeadlineLimits {
        var limits = DeadlineLimits()
        change(&limits)
        return limits
    }

    /// Sends a byte now and then, which keeps libmicrohttpd's own timeout from ever running out.
    private func drip(_ client: borrowing RawClient, _ byte: UInt8) {
        for _ in 0..<20 {
            client.send([byte])
            usleep(20_000)
        }
    }

    @Test func `a header that trickles is cut off`() throws {
        let server = try TestServer(limits: Self.limits { $0.header = .milliseconds(200) }) {
            .response(.text($0.target))
        }
        var client = try server.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\nX: ")
        drip(client, UInt8(ascii: "x"))
        #expect(try client.readToEnd() == [])
    }

    @Test func `a second request's header that trickles is cut off`() throws {
        let server = try TestServer(limits: Self.limits { $0.header = .milliseconds(200) }) {
            .response(.text($0.target))
        }
        var client = try server.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/1")
        client.send(lines: "GET /2 HTTP/1.1\nHost: h\nX: ")
        drip(client, UInt8(ascii: "x"))
        #expect(try client.readToEnd() == [])
    }

    @Test func `a body that trickles is cut off, and the sink told`() throws {
        let sink = RecordingSink()
        let server = try TestServer(limits: Self.limits { $0.window = .milliseconds(200) }) { _ in
            .form(FormUpload(sizeLimit: 1 << 30, sink: sink))
        }
        var client = try server.connect()
        client.send(
            lines:
                "POST / HTTP/1.1\nHost: h\nContent-Type: multipart/form-data; boundary=B\nContent-Length: 100000\n\n"
        )
        drip(client, 0)
        #expect(try client.readToEnd() == [])
        #expect(eventually { sink.record.isCancelled })
    }

    @Test func `an idle connection is closed`() throws {
        let limits = Self.limits {
            $0.idle = .milliseconds(100)
            $0.window = .seconds(60)
        }
        let server = try TestServer(limits: limits) { .response(.text($0.target)) }
        var client = try server.connect()
        client.send(lines: "GET /1 HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().text == "/1")
        #expect(try client.readToEnd() == [])
    }

    @Test func `a client that does not read is cut off`() throws {
        let body = [UInt8](repeating: 0, count: 32 << 20)
        let server = try TestServer(limits: Self.limits { $0.window = .milliseconds(200) }) { _ in
            .response(Response(type: "image/png", bytes: body))
        }
        var client = try server.connect(receiveBuffer: 4096)
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\n")
        usleep(1_000_000)
        #expect(try client.readToEnd().count < body.count)
    }

    @Test func `a client that reads slowly but steadily gets everything`() throws {
        // More than the kernel's buffers on both sides take.
        let body = [UInt8](repeating: 0, count: 16 << 20)
        let limits = Self.limits {
            $0.window = .milliseconds(800)
            $0.idle = .milliseconds(800)
            $0.header = .milliseconds(800)
        }
        let server = try TestServer(limits: limits) { _ in .response(Response(type: "image/png", bytes: body))
        }
        var client = try server.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\nConnection: close\n\n")
        #expect(try client.readToEnd(pausing: 10_000).count > body.count)
    }
}
