import Foundation
import Synchronization
import TestSupport
import Testing

@testable import JSON
@testable import Model
@testable import System
@testable import Web

/// Uploads, from a form to a filed run.
@Suite struct UploadTests {
    private static let report = Array(#"{"data": {"b": {"ext4": {}}}}"#.utf8)

    struct Part {
        let name: String
        var filename: String?
        var content: [UInt8]
    }

    private static func file(_ content: [UInt8] = report, filename: String = "aggregated_report.json") -> Part
    {
        Part(name: "file", filename: filename, content: content)
    }

    private static func source(_ text: String) -> Part { Part(name: "source", content: Array(text.utf8)) }

    private func upload(_ site: TestSite, _ parts: [Part], _ headers: String = "") throws -> RawResponse {
        var body: [UInt8] = []
        for part in parts {
            let filename = part.filename.map { "; filename=\"\($0)\"" } ?? ""
            body += "--B\nContent-Disposition: form-data; name=\"\(part.name)\"\(filename)\n\n".wireBytes
            body += part.content + "\n".wireBytes
        }
        body += "--B--\n".wireBytes
        return try site.request(
            "POST", "/api/upload", "Content-Type: multipart/form-data; boundary=B\n\(headers)", body: body)
    }

    @Test func `an upload becomes a run`() throws {
        let site = try TestSite()
        let config = try TestSite.fixture("config.zip")
        let response = try upload(
            site,
            [
                Self.file(), Part(name: "config_file", filename: "c.zip", content: config),
                Self.source(" rig-7 "),
            ])
        #expect(response.status == 200, "\(response.text)")
        let answer = try JSONValue(parsing: response.body)
        let id = try #require(answer["uuid"]?.string)
        #expect(
            answer == [
                "link": .string("/benchmarks/\(id)"), "uuid": .string(id), "duplicate": false, "warnings": [],
            ])
        #expect(try site.get("/api/benchmarks/\(id)").body == Self.report)
        #expect(try site.get("/api/benchmarks/\(id)/config").body == config)
        #expect(try site.get("/").text.contains(">rig-7<"))
        #expect(site.spooled == [])
    }

    @Test func `a large config costs the config alone`() throws {
        let site = try TestSite(configLimit: 1000)
        for count in [1001, 300_000] {
            let config = Part(name: "config_file", content: [UInt8](repeating: 0, count: count))
            let answer = try upload(site, [config, Self.file()])
            #expect(answer.status == 200)
            let last = site.intake.configProblems.withLock { $0.last }
            let problem = try #require(last)
            #expect(problem.kind == .configTooLarge)
            #expect(problem.members.first { $0.key == "bytes" }?.value == .integer(count))
            #expect(site.spooled == [])
        }
    }

    @Test func `fields that mean nothing here, and files that were not chosen, are passed over`() throws {
        let site = try TestSite()
        let parts = [
            Part(name: "comment", content: [1, 2, 3]), Self.file(filename: "../../etc/passwd"),
            Part(name: "config_file", filename: "", content: []), Self.source(""),
        ]
        #expect(try upload(site, parts).status == 200)
        #expect(try site.get("/api/benchmarks/latest/config").status == 404)
    }

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        let parts: [Part]
        let status: Int
        let kind: Problem.Kind
    }

    @Test(arguments: [
        Refusal(testDescription: "no file", parts: [source("x")], status: 400, kind: .reportMissing),
        Refusal(
            testDescription: "a file not chosen", parts: [file([], filename: "")], status: 400,
            kind: .reportMissing),
        Refusal(
            testDescription: "the file twice", parts: [file(), file()], status: 400, kind: .uploadMalformed),
        Refusal(
            testDescription: "the file twice, first empty", parts: [file([]), file()], status: 400,
            kind: .uploadMalformed),
        Refusal(
            testDescription: "two sources", parts: [source("a"), source("b"), file()], status: 400,
            kind: .uploadMalformed),
        Refusal(
            testDescription: "a source with a slash", parts: [source("a/b"), file()], status: 400,
            kind: .uploadMalformed),
        Refusal(
            testDescription: "a source with a line end", parts: [source("a\nb"), file()], status: 400,
            kind: .uploadMalformed),
        Refusal(
            testDescription: "a long source", parts: [file(), source(String(repeating: "é", count: 65))],
            status: 400, kind: .uploadMalformed),
        Refusal(
            testDescription: "a very long source",
            parts: [file(), source(String(repeating: " ", count: 2000))], status: 400, kind: .uploadMalformed),
        Refusal(
            testDescription: "a large report", parts: [file([UInt8](repeating: 0x20, count: 2001))],
            status: 413, kind: .reportTooLarge),
        Refusal(
            testDescription: "no report", parts: [file(Array("[]".utf8))], status: 422, kind: .reportShape),
    ])
    func `what is refused says why and leaves nothing`(test: Refusal) throws {
        let site = try TestSite(reportLimit: 2000, configLimit: 1000)
        let response = try upload(site, test.parts)
        #expect(response.status == test.status)
        #expect(try JSONValue(parsing: response.body)["type"] == .string(test.kind.type))
        #expect(eventually { site.spooled == [] })
        #expect(try site.get("/api/benchmarks/latest").status == 404)
    }

    @Test func `an upload that there is no room for is refused before it is read`() throws {
        let site = try TestSite()
        site.intake.noRoom.withLock { $0 = Problem(.storageFull, "There is no room.") }
        let response = try upload(site, [Self.file()])
        #expect(response.status == 507)
        #expect(response.text.contains("There is no room."))
        #expect(response["Retry-After"] == nil)
        #expect(site.spooled == [])
    }

    @Test func `an upload that cannot be spooled is told from one that cannot be filed`() throws {
        let site = try TestSite()
        try FileManager.default.removeItem(at: site.folder.appending(path: "inbox/.uploads"))
        let response = try upload(site, [Self.file()])
        #expect(response.status == 503)
        #expect(response["Retry-After"] == "10")
        #expect(try JSONValue(parsing: response.body)["type"] == "/problems/storage-failed")
        #expect(site.intake.spoolingFailures.withLock { $0.map(\.errno) } == [2])
    }

    @Test(arguments: [
        ("Origin: http://evil.example\n", 403), ("Origin: null\n", 403),
        ("Origin: http://localhost:1\nHost: localhost:2\n", 403), ("Sec-Fetch-Site: cross-site\n", 403),
        ("Sec-Fetch-Site: same-site\n", 403), ("Sec-Fetch-Site: Cross-Site\n", 403),
        ("Host: evil.example\n", 421), ("Host: 127.0.0.1.evil.example\n", 421),
        ("Host: localhost.evil.example:8000\n", 421), ("Host: 10.0.0.1\n", 403), ("Host: [::2]:8000\n", 403),
    ])
    func `another site's page cannot upload`(headers: String, status: Int) throws {
        let site = try TestSite()
        let response = try upload(site, [Self.file()], headers)
        #expect(response.status == status)
        let type: JSONValue = status == 421 ? "/problems/misdirected-request" : "/problems/upload-forbidden"
        #expect(try JSONValue(parsing: response.body)["type"] == type)
        #expect(site.spooled == [])
    }

    @Test(arguments: [
        "", "Host: localhost:8000\nOrigin: http://localhost:8000\nSec-Fetch-Site: same-origin\n",
        "Host: 127.0.0.1\n",
        "Host: [::1]:8000\nOrigin: http://[::1]:8000\n", "Host: LOCALHOST\n",
    ])
    func `this machine can`(headers: String) throws {
        #expect(try upload(TestSite(), [Self.file()], headers).status == 200)
    }

    @Test func `a listener on the network takes uploads only when it is told to`() throws {
        let closed = try upload(TestSite(isLoopback: false), [Self.file()])
        #expect(closed.status == 403)
        #expect(closed.text.contains("--open-uploads"))
        var access = AccessSettings()
        access.allowedHosts = ["bench.example"]
        let open = try TestSite(isLoopback: false, isOpenForUploads: true, access: access)
        #expect(try upload(open, [Self.file()], "Host: bench.example:8000\n").status == 200)
        #expect(try upload(open, [Self.file()], "Origin: http://evil.example\n").status == 403)
    }

    @Test func `limits without end make a form without end`() throws {
        let site = try TestSite()
        let settings = UploadSettings(reportLimit: .max, configLimit: .max, intake: site.intake)
        #expect(settings.formLimit == .max)
    }
}
