import TestSupport
import Testing

@testable import HTTP

/// Conditions, ranges and compression, as RFC 9110 defines them.
@Suite struct RepresentationTests {
    private static let changed = 1_000_000_000  // Sun, 09 Sep 2001 01:46:40 GMT

    private func send(
        _ headers: HeaderFields, method: String = "GET", type: String = "image/png", byteCount: Int = 100
    ) -> Outgoing {
        var response = Response(type: type, bytes: (0..<byteCount).map { UInt8($0 % 10) })
        response.entityTag = EntityTag("t")
        response.lastModified = Self.changed
        return Outgoing(
            response, for: Request(method: method, target: "/", headers: headers),
            contents: CodedContents()
        ) {
            Response(status: $0.status)
        }
    }

    struct Condition: CustomTestStringConvertible {
        let headers: HeaderFields
        let status: Int
        var method = "GET"

        var testDescription: String {
            "\(method) \(headers.fields.map { "\($0.name): \($0.value)" }) is \(status)"
        }
    }

    @Test(arguments: [
        Condition(headers: [:], status: 200),
        Condition(headers: ["If-None-Match": #""t""#], status: 304),
        Condition(headers: ["If-None-Match": #"W/"t""#], status: 304),
        Condition(headers: ["If-None-Match": #""a", "t""#], status: 304),
        Condition(headers: ["If-None-Match": "*"], status: 304),
        Condition(headers: ["If-None-Match": #""t""#], status: 304, method: "HEAD"),
        Condition(headers: ["If-None-Match": #""t""#], status: 200, method: "POST"),
        Condition(headers: ["If-None-Match": #""u""#], status: 200),
        Condition(headers: ["If-None-Match": #""t-gzip""#], status: 200),
        Condition(headers: ["If-None-Match": "t"], status: 200),
        Condition(headers: ["If-Match": #""t""#], status: 200),
        Condition(headers: ["If-Match": "*"], status: 200),
        Condition(headers: ["If-Match": #"W/"t""#], status: 412),
        Condition(headers: ["If-Match": #""u""#], status: 412),
        Condition(headers: ["If-Match": #""u""#, "If-None-Match": #""t""#], status: 412),
        Condition(headers: ["If-Match": #""t""#, "If-None-Match": #""t""#], status: 304),
        Condition(headers: ["If-Modified-Since": "Sun, 09 Sep 2001 01:46:40 GMT"], status: 304),
        Condition(headers: ["If-Modified-Since": "Sunday, 09-Sep-01 01:46:40 GMT"], status: 304),
        Condition(headers: ["If-Modified-Since": "Sun Sep  9 01:46:40 2001"], status: 304),
        Condition(headers: ["If-Modified-Since": "Sun, 09 Sep 2001 01:46:39 GMT"], status: 200),
        Condition(headers: ["If-Modified-Since": "yesterday"], status: 200),
        Condition(
            headers: ["If-None-Match": #""u""#, "If-Modified-Since": "Sun, 09 Sep 2001 01:46:40 GMT"],
            status: 200),
        Condition(headers: ["If-Unmodified-Since": "Sun, 09 Sep 2001 01:46:39 GMT"], status: 412),
        Condition(headers: ["If-Unmodified-Since": "Sun, 09 Sep 2001 01:46:40 GMT"], status: 200),
        Condition(
            headers: ["If-Match": #""t""#, "If-Unmodified-Since": "Sun, 09 Sep 2001 01:46:39 GMT"],
            status: 200),
    ])
    func `conditions are evaluated in the standard's order`(condition: Condition) {
        #expect(send(condition.headers, method: condition.method).status == condition.status)
    }

    @Test func `304 keeps the validators and drops what describes content`() {
        let headers = send(["If-None-Match": #""t""#]).headers
        #expect(headers["ETag"] == #""t""#)
        #expect(headers["Last-Modified"] == "Sun, 09 Sep 2001 01:46:40 GMT")
        #expect(headers["Content-Type"] == nil)
        #expect(headers["Content-Security-Policy"] != nil)
    }

    struct RangeCase: CustomTestStringConvertible {
        let range: String
        /// Content-Range; nil when all is sent.
        let contentRange: String?
        var status = 206
        var ifRange: String?

        var testDescription: String { "\(range) \(ifRange ?? "")" }
    }

    @Test(arguments: [
        RangeCase(range: "bytes=0-9", contentRange: "bytes 0-9/100"),
        RangeCase(range: "bytes=90-", contentRange: "bytes 90-99/100"),
        RangeCase(range: "bytes=-5", contentRange: "bytes 95-99/100"),
        RangeCase(range: "bytes=-500", contentRange: "bytes 0-99/100"),
        RangeCase(range: "bytes=90-500", contentRange: "bytes 90-99/100"),
        RangeCase(range: "BYTES= 0 - 9 ", contentRange: "bytes 0-9/100"),
        RangeCase(range: "bytes=0-99999999999999999999", contentRange: "bytes 0-99/100"),
        RangeCase(range: "bytes=100-", contentRange: "bytes */100", status: 416),
        RangeCase(range: "bytes=99999999999999999999-", contentRange: "bytes */100", status: 416),
        RangeCase(range: "bytes=-0", contentRange: "bytes */100", status: 416),
        RangeCase(range: "bytes=9-0", contentRange: nil, status: 200),
        RangeCase(range: "bytes=-", contentRange: nil, status: 200),
        RangeCase(range: "bytes=0-1,3-4", contentRange: nil, status: 200),
        RangeCase(range: "bytes=a-b", contentRange: nil, status: 200),
        RangeCase(range: "items=0-1", contentRange: nil, status: 200),
        RangeCase(range: "bytes=0-9", contentRange: "bytes 0-9/100", ifRange: #""t""#),
        RangeCase(range: "bytes=0-9", contentRange: nil, status: 200, ifRange: #""u""#),
        RangeCase(range: "bytes=0-9", contentRange: nil, status: 200, ifRange: #"W/"t""#),
        RangeCase(
            range: "bytes=0-9", contentRange: nil, status: 200, ifRange: "Sun, 09 Sep 2001 01:46:40 GMT"),
    ])
    func `a single range is cut out, another is ignored`(test: RangeCase) {
        var headers: HeaderFields = ["Range": test.range]
        headers["If-Range"] = test.ifRange
        let outgoing = send(headers)
        #expect(outgoing.status == test.status)
        #expect(outgoing.headers["Content-Range"] == test.contentRange)
    }

    @Test func `a range holds the bytes it names`() throws {
        guard case .bytes(let bytes) = send(["Range": "bytes=17-21"]).payload else {
            Issue.record("no bytes")
            return
        }
        #expect(bytes == [7, 8, 9, 0, 1])
    }

    @Test func `HEAD and POST know no ranges`() {
        #expect(send(["Range": "bytes=0-9"], method: "HEAD").status == 200)
        #expect(send(["Range": "bytes=0-9"], method: "POST").status == 200)
    }

    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("*", true), ("br, gzip;q=0.5", true),
        ("gzip;q=1.0, identity; q=0.5", true), ("identity;q=0, *", true), ("", false), ("br", false),
        ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false), ("identity", false),
        ("gzip;q=0.2, identity;q=0.8", false), ("gzip;q=0, *", false),
    ])
    func `text is compressed when the client prefers it so`(acceptEncoding: String, isCompressed: Bool) {
        let outgoing = send(
            ["Accept-Encoding": acceptEncoding], type: "text/html; charset=utf-8", byteCount: 2000)
        #expect(outgoing.headers["Content-Encoding"] == (isCompressed ? "gzip" : nil))
        #expect(outgoing.headers["ETag"] == (isCompressed ? #""t-gzip""# : #""t""#))
        #expect(outgoing.headers["Vary"] == "Accept-Encoding")
    }

    @Test(arguments: [
        ("text/css", 2000, true), ("application/json", 2000, true), ("application/problem+json", 2000, true),
        ("text/javascript", 2000, true), ("image/svg+xml", 2000, true), ("text/css", 1024, false),
        ("image/png", 2000, false), ("application/zip", 2000, false),
        ("application/octet-stream", 2000, false),
    ])
    func `what does not shrink is left alone`(type: String, byteCount: Int, isCompressed: Bool) {
        let outgoing = send(["Accept-Encoding": "gzip"], type: type, byteCount: byteCount)
        #expect((outgoing.headers["Content-Encoding"] == "gzip") == isCompressed)
        #expect((outgoing.headers["Vary"] != nil) == isCompressed)
    }

    @Test func `the compressed form has its own tag in conditions, and ranges are of the plain form`() {
        let gzip: HeaderFields = ["Accept-Encoding": "gzip", "If-None-Match": #""t-gzip""#]
        #expect(send(gzip, type: "text/css", byteCount: 2000).status == 304)
        let ranged = send(
            ["Accept-Encoding": "gzip", "Range": "bytes=0-9"], type: "text/css", byteCount: 2000)
        #expect(ranged.status == 206)
        #expect(ranged.headers["Content-Encoding"] == nil)
        #expect(ranged.headers["ETag"] == #""t""#)
    }

    struct TagCase: CustomTestStringConvertible {
        let headers: HeaderFields
        let status: Int
        let tag: String?
        var method = "GET"

        var testDescription: String {
            "\(method) \(headers.fields.map { "\($0.name): \($0.value)" }) is \(status) with \(tag ?? "no tag")"
        }
    }

    @Test(arguments: [
        TagCase(headers: [:], status: 200, tag: #""t""#),
        TagCase(headers: ["Accept-Encoding": "zstd, gzip"], status: 200, tag: #""t-zstd""#),
        TagCase(headers: ["Accept-Encoding": "zstd, gzip"], status: 200, tag: #""t-zstd""#, method: "HEAD"),
        TagCase(
            headers: ["Accept-Encoding": "gzip", "Range": "bytes=0-9"], status: 200, tag: #""t-gzip""#,
            method: "HEAD"),
        // The client has a form that it takes, though another would be sent.
        TagCase(
            headers: ["Accept-Encoding": "zstd, gzip", "If-None-Match": #""t-gzip""#], status: 304,
            tag: #""t-gzip""#),
        TagCase(
            headers: ["Accept-Encoding": "zstd, gzip", "If-None-Match": #""t""#], status: 304, tag: #""t""#),
        TagCase(
            headers: ["Accept-Encoding": "zstd, gzip", "If-None-Match": "*"], status: 304, tag: #""t-zstd""#),
        TagCase(
            headers: ["Accept-Encoding": "gzip", "If-None-Match": #"W/"t-gzip", "x""#], status: 304,
            tag: #""t-gzip""#),
        // It has a form that it does not take any more.
        TagCase(headers: ["If-None-Match": #""t-gzip""#], status: 200, tag: #""t""#),
        TagCase(
            headers: ["Accept-Encoding": "gzip", "If-None-Match": #""t-zstd""#], status: 200,
            tag: #""t-gzip""#),
        TagCase(
            headers: ["Accept-Encoding": "gzip, identity;q=0", "If-None-Match": #""t""#], status: 200,
            tag: #""t-gzip""#),
        TagCase(
            headers: ["Accept-Encoding": "gzip", "If-None-Match": #""t-gzip""#, "Range": "bytes=0-9"],
            status: 206,
            tag: #""t""#),
        TagCase(
            headers: ["Accept-Encoding": "zstd, gzip", "If-Match": #""t-gzip""#], status: 200,
            tag: #""t-gzip""#),
        TagCase(headers: ["Accept-Encoding": "zstd, gzip", "If-Match": #""t""#], status: 200, tag: #""t""#),
        TagCase(headers: ["Accept-Encoding": "zstd, gzip", "If-Match": #"W/"t""#], status: 412, tag: nil),
        TagCase(
            headers: ["Accept-Encoding": "zstd, gzip", "If-Match": #""t""#, "If-None-Match": #""t-gzip""#],
            status: 200,
            tag: #""t""#),
        TagCase(
            headers: ["Accept-Encoding": "gzip", "Range": "bytes=0-9", "If-Range": #""t-gzip""#], status: 200,
            tag: #""t""#),
    ])
    func `each coding has a tag of its own, and conditions choose among those that the client takes`(
        test: TagCase
    ) {
        let outgoing = send(test.headers, method: test.method, type: "text/css", byteCount: 2000)
        #expect(outgoing.status == test.status)
        #expect(outgoing.headers["ETag"] == test.tag)
        if test.status != 412 { #expect(outgoing.headers["Vary"] == "Accept-Encoding") }
    }

    @Test(
        arguments: [
            (nil, [.identity]), ("", [.identity]), ("zstd", [.zstd, .identity]),
            ("gzip, zstd", [.zstd, .gzip, .identity]),
            ("gzip, deflate, br, zstd", [.zstd, .gzip, .identity]),
            ("gzip, zstd;q=0.9", [.gzip, .zstd, .identity]),
            ("*", [.gzip, .identity]), ("*, zstd", [.zstd, .gzip, .identity]), ("*;q=0", [.identity]),
            ("x-gzip", [.gzip, .identity]), ("zstd;q=0, gzip", [.gzip, .identity]),
            ("zstd;q=2", [.zstd, .identity]),
            ("identity;q=0, *;q=0", [.identity]), ("identity;q=0", [.identity]),
            ("identity;q=0, zstd", [.zstd]),
            ("*;q=0, gzip;q=0.1", [.gzip]), ("gzip;q=0.2, *;q=0.8", [.identity, .gzip]),
            ("zstd;q=0.5, identity", [.identity, .zstd]), ("zstd;q=nan", [.zstd, .identity]),
        ] as [(String?, [ContentCoding])])
    func `weights order the codings`(field: String?, codings: [ContentCoding]) {
        #expect(ContentCoding.accepted(field) == codings)
    }

    @Test func `a date is read back as it was written`() {
        for seconds in [0, 951_782_399, 951_782_400, Self.changed, 4_102_444_800] {
            #expect(HTTPDate.seconds(HTTPDate.text(seconds)) == seconds)
        }
        #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
