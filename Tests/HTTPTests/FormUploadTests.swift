import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// Forms over a real socket, into a sink.
@Suite struct FormUploadTests {
    private static let file = part("file", "{\"data\": {}}")

    private static func part(_ name: String, _ content: String) -> String {
        "--B\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"x\"\r\n\r\n\(content)\r\n"
    }

    private static func header(
        length: Int?, type: String = "multipart/form-data; boundary=B", _ more: String = ""
    ) -> String {
        let framing = length.map { "Content-Length: \($0)" } ?? "Transfer-Encoding: chunked"
        return "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: \(type)\r\n\(framing)\r\n\(more)\r\n"
    }

    private func connect(
        _ sink: RecordingSink, sizeLimit: UInt64 = 1 << 30, limits: DeadlineLimits = DeadlineLimits()
    ) throws -> RawClient {
        try TestServer(limits: limits) { _ in .form(FormUpload(sizeLimit: sizeLimit, sink: sink)) }.connect()
    }

    @Test func `a form is taken, and the connection goes on`() throws {
        let sink = RecordingSink()
        var client = try connect(sink)
        let body = Self.file + "--B--\r\n"
        for _ in 1...2 {
            client.send((Self.header(length: body.utf8.count) + body).utf8)
            let response = try client.readResponse()
            #expect(response.status == 200)
            #expect(response.text == "stored")
            #expect(response.hasSecurityHeaders)
        }
        let part = RecordingSink.Part(
            name: "file", byteCount: 12, content: Array("{\"data\": {}}".utf8), isComplete: true)
        #expect(sink.record == RecordingSink.Record(parts: [part, part], isFinished: true))
    }

    @Test func `a chunked form is taken, byte by byte`() throws {
        let sink = RecordingSink()
        var client = try connect(sink)
        client.send(Self.header(length: nil).utf8)
        for byte in (Self.file + "--B--\r\n").utf8 {
            client.send(Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8))
        }
        client.send("0\r\n\r\n".utf8)
        #expect(try client.readResponse().status == 200)
        #expect(sink.record.parts.map(\.byteCount) == [12])
    }

    @Test func `the reply may come later, and from another thread`() throws {
        let replies = Mutex<[@Sendable (Response) -> Void]>([])
        let sink = RecordingSink { reply in replies.withLock { $0.append(reply) } }
        var client = try connect(sink)
        let body = Self.file + "--B--\r\n"
        client.send((Self.header(length: body.utf8.count) + body + "GET /").utf8)
        #expect(eventually { replies.withLock { $0.count } == 1 })
        for reply in replies.withLock({ $0 }) {
            reply(.text("later"))
            reply(.text("too late"))
        }
        #expect(try client.readResponse().text == "later")
    }

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        var header = FormUploadTests.header(length: nil)
        var body = ""
        let status: Int
    }

    @Test(arguments: [
        Refusal(
            testDescription: "JSON", header: header(length: 2, type: "application/json"), body: "{}",
            status: 415),
        Refusal(
            testDescription: "a form of the other kind",
            header: header(length: 1, type: "application/x-www-form-urlencoded"), body: "a", status: 415),
        Refusal(
            testDescription: "no boundary", header: header(length: 1, type: "multipart/form-data"), body: "a",
            status: 400),
        Refusal(
            testDescription: "an empty boundary",
            header: header(length: 1, type: "multipart/form-data; boundary="), body: "a", status: 400),
        Refusal(
            testDescription: "an unclosed quote",
            header: header(length: 1, type: "multipart/form-data; boundary=\"B"), body: "a", status: 400),
        Refusal(
            testDescription: "a long boundary",
            header: header(
                length: 1, type: "multipart/form-data; boundary=" + String(repeating: "B", count: 71)),
            body: "a", status: 400),
        Refusal(testDescription: "no body", header: header(length: 0), status: 400),
        Refusal(
            testDescription: "no closing boundary", header: header(length: file.utf8.count), body: file,
            status: 400),
        Refusal(testDescription: "no part", header: header(length: 8), body: "--B\r\n\r\n\r", status: 400),
        Refusal(
            testDescription: "larger than allowed, as announced", header: header(length: 2001),
            body: String(repeating: "x", count: 2001), status: 413),
        Refusal(
            testDescription: "much larger than allowed, as announced", header: header(length: 1 << 40),
            status: 413),
        Refusal(
            testDescription: "larger than allowed, asking first",
            header: header(length: 2001, "Expect: 100-continue\r\n"), status: 413),
        Refusal(
            testDescription: "larger than allowed, in chunks",
            body: "7d1\r\n" + String(repeating: "x", count: 2001) + "\r\n0\r\n\r\n", status: 413),
        Refusal(
            testDescription: "a part that the sink refuses",
            header: header(length: part("file", String(repeating: "x", count: 1001)).utf8.count),
            body: part("file", String(repeating: "x", count: 1001)), status: 413),
    ])
    func `what cannot be taken is refused, and the sink told`(test: Refusal) throws {
        let sink = RecordingSink(partLimit: 1000)
        var client = try connect(sink, sizeLimit: 2000)
        client.send((test.header + test.body).utf8)
        let response = try client.readResponse()
        #expect(response.status == test.status)
        #expect(response.hasSecurityHeaders)
        #expect(sink.record.isCancelled)
        #expect(!sink.record.isFinished)
    }

    @Test(arguments: [
        "multipart/form-data; boundary=\"B\"", "multipart/form-data; boundary=B; charset=utf-8",
        "Multipart/Form-Data;Boundary=B",
    ])
    func `a boundary is found however it is written`(type: String) throws {
        let sink = RecordingSink()
        var client = try connect(sink)
        let body = Self.file + "--B--\r\n"
        client.send((Self.header(length: body.utf8.count, type: type) + body).utf8)
        #expect(try client.readResponse().status == 200)
        #expect(sink.record.parts.map(\.name) == ["file"])
    }

    @Test func `a sender that goes away leaves nothing`() throws {
        let sink = RecordingSink()
        do {
            let client = try connect(sink)
            client.send((Self.header(length: 100_000) + Self.file).utf8)
            #expect(eventually { sink.record.parts.count == 1 })
        }
        #expect(eventually { sink.record.isCancelled })
        #expect(!sink.record.isFinished)
    }

    @Test(arguments: [
        header(length: 1 << 30), header(length: 1 << 40),
        header(length: 1 << 40, type: "application/json"), header(length: 1 << 40, "Content-Length: 3\r\n"),
    ])
    func `whoever goes on sending after a refusal hears it all the same`(header: String) throws {
        let sink = RecordingSink(partLimit: 1000)
        var limits = DeadlineLimits()
        // A busy machine takes its time for 16 MiB.
        limits.refusedBody = .seconds(60)
        var client = try connect(sink, limits: limits)
        client.send(header.utf8)
        let isTaken = client.sends(Self.part("file", String(repeating: "x", count: 16 << 20)).utf8)
        #expect(isTaken)
        let response = try client.readResponse()
        #expect([413, 415, 400].contains(response.status))
        #expect(response["Connection"] == "close")
        #expect(response["Content-Type"] == "text/plain")
        #expect(response["Date"]?.hasSuffix("GMT") == true)
        #expect(response.hasSecurityHeaders)
        #expect(try client.readToEnd() == [])
        #expect(sink.record.parts.allSatisfy { $0.byteCount < 100_000 })
    }

    @Test func `whoever sends for ever after a refusal is cut off`() throws {
        var limits = DeadlineLimits()
        limits.refusedBody = .milliseconds(100)
        let client = try connect(RecordingSink(partLimit: 1000), limits: limits)
        client.send(Self.header(length: 1 << 40).utf8)
        let piece = [UInt8](repeating: 0x78, count: 1 << 16)
        #expect(eventually { !client.sends(piece) })
    }
}
