import System
import TestSupport
import Testing

@testable import HTTP

/// Digests that a request says of its body (RFC 9530).
@Suite struct ContentDigestTests {
    private static let body =
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n{}\r\n--B--\r\n"
    private static let right = Base64.text(Digest.of(Array(body.utf8)).bytes)
    private static let wrong = Base64.text(Digest.of([]).bytes)
    private static let rightWide = Base64.text(wide(body))
    private static let wrongWide = Base64.text(wide(""))

    private static func wide(_ text: String) -> [UInt8] {
        var hasher = WideDigestHasher()
        hasher.update(Array(text.utf8)[...])
        return hasher.finish()
    }

    struct Case: CustomTestStringConvertible {
        let fields: String
        let status: Int

        var testDescription: String { "\(fields) is \(status)" }
    }

    @Test(arguments: [
        Case(fields: "", status: 200),
        Case(fields: "Content-Digest: sha-256=:\(right):", status: 200),
        Case(fields: "Content-Digest: sha-512=:\(rightWide):", status: 200),
        Case(fields: "Content-Digest: sha-256=:\(right):, sha-512=:\(rightWide):", status: 200),
        Case(fields: "Repr-Digest: sha-256=:\(right):;x=1", status: 200),
        Case(fields: "Content-Digest: sha-256=:\(wrong):, sha-256=:\(right):", status: 200),
        Case(fields: "Content-Digest: md5=:AAAA:, unixsum=:AA==:", status: 200),
        Case(fields: "Content-Digest:", status: 200),
        Case(fields: "Content-Encoding: identity", status: 200),
        Case(fields: "Content-Digest: sha-256=:\(wrong):", status: 400),
        Case(fields: "Content-Digest: sha-512=:\(wrongWide):", status: 400),
        Case(fields: "Content-Digest: sha-256=:\(right):, sha-512=:\(wrongWide):", status: 400),
        Case(fields: "Content-Digest: sha-256=:\(right):\r\nRepr-Digest: sha-256=:\(wrong):", status: 400),
        Case(
            fields: "Content-Digest: sha-256=:\(right):\r\nContent-Digest: sha-512=:\(wrongWide):",
            status: 400),
        Case(fields: "Content-Digest: sha-256=\(right)", status: 400),
        Case(fields: "Content-Digest: sha-256=:\(right)", status: 400),
        Case(fields: "Content-Digest: sha-256=:\(right):x", status: 400),
        Case(fields: "Content-Digest: sha-256=:AAAA:", status: 400),
        Case(fields: "Content-Digest: sha-256=:!:", status: 400),
        Case(fields: "Content-Digest: SHA-256=:\(right):", status: 400),
        Case(fields: "Content-Digest: sha-256=:\(right):,", status: 400),
        Case(fields: "Content-Digest: sha-256", status: 400),
        Case(fields: "Content-Encoding: gzip", status: 415),
        Case(fields: "Content-Encoding: identity, ZSTD", status: 415),
    ])
    func `a body is compared with every digest that is said of it`(test: Case) throws {
        let sink = RecordingSink()
        var client = try TestServer { _ in .form(FormUpload(sizeLimit: 1 << 20, sink: sink)) }.connect()
        let fields = test.fields.isEmpty ? "" : test.fields + "\r\n"
        let header =
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=B\r\n"
            + "Content-Length: \(Self.body.utf8.count)\r\n\(fields)\r\n"
        client.send((header + Self.body).utf8)
        #expect(try client.readResponse().status == test.status)
        #expect(sink.record.isFinished == (test.status == 200))
        #expect(sink.record.isCancelled == (test.status != 200))
    }

    @Test func `SHA-512 is that of the standard's example`() {
        let digest = Self.wide("abc").prefix(8).map { String($0, radix: 16) }
        #expect(digest == ["dd", "af", "35", "a1", "93", "61", "7a", "ba"])
    }
}
