import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Web

/// What only a socket shows.
@Suite struct LiveSiteTests {
    private static let report = Array(#"{"data": {"b": {"ext4": {"metrics": {"plot": {"k": 1}}}}}}"#.utf8)

    struct Visit: CustomTestStringConvertible {
        let method: String
        let target: String
        var headers = ""
        var testDescription: String { "\(method) \(target) \(headers)" }
    }

    @Test(arguments: [
        Visit(method: "GET", target: "/"), Visit(method: "GET", target: "/inbox"),
        Visit(method: "GET", target: "/benchmarks/latest", headers: "Accept-Encoding: gzip\n"),
        Visit(method: "HEAD", target: "/api/benchmarks/latest"),
        Visit(method: "GET", target: "/api/benchmarks/latest", headers: "Range: bytes=2-5\n"),
        Visit(method: "GET", target: "/api/benchmarks/latest", headers: "If-Match: \"x\"\n"),
        Visit(method: "GET", target: "/api/benchmarks/latest/config/files/a"),
        Visit(method: "GET", target: "/nothing", headers: "Accept: text/html\n"),
        Visit(method: "PUT", target: "/api/upload"), Visit(method: "GET", target: "/a%"),
        Visit(method: "GET", target: "/assets/css/base.css", headers: "Accept-Encoding: gzip\n"),
    ])
    func `a socket and the memory give one answer`(visit: Visit) throws {
        let site = try TestSite()
        try site.file(Self.report, config: TestZip.bytes(["a": "x"]))
        let live = try LiveSite(site).request(visit.method, visit.target, visit.headers)
        let inMemory = try site.request(visit.method, visit.target, visit.headers)
        #expect(live.status == inMemory.status)
        #expect(live.body == inMemory.body)
        let own: Set = ["Date", "Connection", "Transfer-Encoding"]
        func fields(_ response: RawResponse) -> [String] {
            response.fields.filter { !own.contains($0.name) }.map { "\($0.name): \($0.value)" }.sorted()
        }
        #expect(fields(live) == fields(inMemory))
    }

    @Test func `an upload over a socket becomes a run`() throws {
        let live = try LiveSite(TestSite())
        let body = Self.form(Self.report)
        let answer = try live.request(
            "POST", "/api/upload", "Content-Type: multipart/form-data; boundary=B\n", body: body)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try live.request("GET", "/api/benchmarks/latest").body == Self.report)
        #expect(live.site.spooled == [])
    }

    @Test func `an upload that breaks off leaves nothing`() throws {
        let live = try LiveSite(TestSite())
        do {
            let client = try live.connect()
            client.send(
                lines: """
                    POST /api/upload HTTP/1.1
                    Host: localhost
                    Content-Type: multipart/form-data; boundary=B
                    Content-Length: 100000

                    --B
                    Content-Disposition: form-data; name="file"

                    {"data":
                    """)
            #expect(eventually { live.site.spooled.count == 1 })
        }
        #expect(eventually { live.site.spooled == [] })
    }

    @Test func `a listener on the network is one`() throws {
        let live = try LiveSite(TestSite(isLoopback: false))
        let headers = "Content-Type: multipart/form-data; boundary=B\n"
        #expect(try live.request("POST", "/api/upload", headers, body: Self.form(Self.report)).status == 403)
    }

    @Test func `an address that is taken is said to be`() throws {
        let live = try LiveSite(TestSite())
        let address = String(live.web.url.dropFirst("http://".count))
        let error = #expect(throws: WebError.self) {
            try LiveSite(TestSite(), address: ListenAddress(address))
        }
        #expect(
            error?.description
                == "cannot listen on \(address): bind \(address): Address already in use;"
                + " stop what uses it, or choose another address (--listen)")
    }

    private static func form(_ report: [UInt8]) -> [UInt8] {
        "--B\nContent-Disposition: form-data; name=\"file\"; filename=\"r.json\"\n\n".wireBytes + report
            + "\n--B--\n".wireBytes
    }
}
