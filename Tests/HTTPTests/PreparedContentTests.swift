import Synchronization
import System
import TestSupport
import Testing

@testable import HTTP

/// Coded contents in memory.
@Suite struct PreparedContentTests {
    private func key(_ tag: String, _ coding: ContentCoding = .gzip) -> PreparedContents.Key {
        PreparedContents.Key(tag: tag, coding: coding)
    }

    private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }

    @Test func `a content is found by its tag and coding`() throws {
        let contents = PreparedContents(byteLimit: 100)
        _ = contents.keep([1, 2, 3], as: key("a"))
        let found = try #require(contents[key("a")])
        #expect(found.slice.bytes == [1, 2, 3])
        #expect(found.digest == .of([1, 2, 3]))
        #expect(contents[key("a", .zstd)] == nil)
        #expect(contents[key("b")] == nil)
    }

    @Test func `what was used least recently is given up`() {
        let contents = PreparedContents(byteLimit: 100)
        for tag in ["a", "b", "c", "d"] { _ = contents.keep(bytes(25), as: key(tag)) }
        _ = contents[key("a")]
        _ = contents.keep(bytes(25), as: key("e"))
        #expect(contents.byteCount == 100)
        #expect(contents[key("a")] != nil)
        #expect(contents[key("b")] == nil)
    }

    @Test func `one content has at most a quarter`() {
        let contents = PreparedContents(byteLimit: 100)
        #expect(contents.keep(bytes(26), as: key("a")).slice.bytes == bytes(26))
        #expect(contents[key("a")] == nil)
        #expect(contents.byteCount == 0)
    }

    @Test func `many small contents have a limit of their own`() {
        let contents = PreparedContents(byteLimit: 1 << 20)
        for number in 0..<2000 { _ = contents.keep(bytes(1), as: key("\(number)")) }
        #expect(contents.byteCount == 1024)
        #expect(contents[key("0")] == nil)
        #expect(contents[key("1999")] != nil)
    }

    @Test func `what slow clients still read counts until they have read it`() {
        let contents = PreparedContents(byteLimit: 100)
        var sent = (0..<8).map { contents.keep(bytes(25), as: key("\($0)")) }
        #expect(!contents.hasRoom)
        sent.removeFirst()
        #expect(contents.hasRoom)
        sent = []
        #expect(contents.hasRoom)
    }

    @Test func `a content is compressed once for many answers, and not by a thread that sends`() {
        let readCount = Mutex(0)
        let file = OpenFile { buffer, _ in
            readCount.withLock { $0 += buffer.count }
            buffer.initializeMemory(as: UInt8.self, repeating: 65)
            return true
        }
        var response = Response(
            headers: ["Content-Type": "text/plain"], body: .file(FileSlice(file: file, length: 1 << 20)))
        response.entityTag = EntityTag("t")
        let contents = CodedContents()
        let request = Request(method: "GET", target: "/", headers: ["Accept-Encoding": "zstd"])
        let mustBePrepared = {
            SelectedRepresentation(of: response, for: request, contents).mustBePrepared
        }
        #expect(mustBePrepared())
        let known = Request(
            method: "GET", target: "/", headers: ["Accept-Encoding": "zstd", "If-None-Match": #""t-zstd""#])
        #expect(!SelectedRepresentation(of: response, for: known, contents).mustBePrepared)
        let outgoings = (1...3).map { _ in
            Outgoing(response, for: request, contents: contents) { Response(status: $0.status) }
        }
        #expect(!mustBePrepared())
        #expect(readCount.withLock { $0 } == 1 << 20)
        #expect(outgoings.allSatisfy { $0.headers["Content-Encoding"] == "zstd" })
    }

    @Test func `the digest is that of the bytes in their coding`() throws {
        var response = Response(type: "text/plain", bytes: bytes(5000))
        response.entityTag = EntityTag("t")
        response.digest = .of(bytes(5000))
        let contents = CodedContents()
        let send = { (headers: HeaderFields) in
            Outgoing(response, for: Request(method: "GET", target: "/", headers: headers), contents: contents)
            {
                Response(status: $0.status)
            }
        }
        let text = { (bytes: [UInt8]) in "sha-256=:\(Base64.text(Digest.of(bytes).bytes)):" }
        #expect(send([:]).headers["Repr-Digest"] == text(bytes(5000)))
        #expect(send(["Range": "bytes=0-9"]).headers["Repr-Digest"] == text(bytes(5000)))
        #expect(send(["If-None-Match": #""t""#]).headers["Repr-Digest"] == nil)
        let coded = send(["Accept-Encoding": "gzip"])
        guard case .file(let slice) = coded.payload else {
            Issue.record("no bytes in memory")
            return
        }
        #expect(coded.headers["Repr-Digest"] == text(try #require(slice.bytes)))
    }
}
