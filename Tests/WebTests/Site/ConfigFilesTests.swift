import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import JSON

/// Single entries of a config archive.
@Suite struct ConfigFilesTests {
    private static let report = Array(#"{"data": {"b": {"ext4": {}}}}"#.utf8)

    private func site(_ entries: [TestZip.Entry]) throws -> TestSite {
        let site = try TestSite()
        try site.file(Self.report, config: TestZip.bytes(entries))
        return site
    }

    private func get(_ site: TestSite, _ path: String, _ headers: String = "") throws -> RawResponse {
        try site.get("/api/benchmarks/latest/config/files/\(path)", headers)
    }

    @Test(arguments: [
        ("vars/a.yaml", "vars/a.yaml"), ("vars/a.yaml", "vars%2Fa.yaml"),
        ("a b?c#d%.yaml", "a%20b%3Fc%23d%25.yaml"),
        ("größe.ini", "gr%C3%B6%C3%9Fe.ini"), ("a+b&c=d", "a+b&c=d"), ("./vars/x", "vars/x"),
        ("./vars/x", "%2E/vars/x"),
        ("a//b", "a//b"), ("back\\slash", "back%5Cslash"), ("<b>", "%3Cb%3E"), ("a", "a?index=0"),
    ])
    func `an entry is found under every spelling of its path`(name: String, path: String) throws {
        let site = try site([TestZip.Entry(name, "x: 1\n")])
        let answer = try get(site, path)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.text == "x: 1\n")
        #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
        #expect(answer.hasSecurityHeaders)
    }

    @Test(arguments: [
        ("nothing", 404, "has no member \\\"nothing\\\""), ("vars/", 404, "is a directory"),
        ("", 404, "has no member"),
        ("a?index=1", 404, "The member 1 of the config archive is \\\"vars/\\\", not \\\"a\\\""),
        ("a?index=9", 404, "has 2 members"), ("a?index=x", 400, "whole number"),
        ("a?index=-1", 400, "whole number"),
        ("a?index=", 400, "whole number"), ("a?index=99999999999999999999", 400, "whole number"),
        ("a%", 400, "is not a path"), ("a%FF", 400, "is not a path"), ("%00", 404, "has no member"),
        ("vars/../a", 404, "has no member"), ("A", 404, "has no member"),
    ])
    func `what is not there is told`(path: String, status: Int, sentence: String) throws {
        let site = try site([TestZip.Entry("a", "x"), TestZip.Entry("vars/", "")])
        let answer = try get(site, path)
        #expect(answer.status == status)
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(answer.text.contains(sentence), "\(answer.text)")
    }

    @Test func `of several entries of one path the first is meant, and the index tells them apart`() throws {
        let site = try site([
            TestZip.Entry("a", "one"), TestZip.Entry("a", "two"), TestZip.Entry("./a", "three"),
        ])
        #expect(try get(site, "a").text == "one")
        #expect(try get(site, "a?index=1").text == "two")
        #expect(try get(site, "a?index=2").text == "three")
        let links = Set(["a?index=0", "a?index=1", "./a?index=2"])
        let page = try site.get("/benchmarks/latest").text
        for link in links { #expect(page.contains("/config/files/\(link)\""), "\(link)") }
    }

    @Test func `a name of an unknown code page is reached by what it is taken for`() throws {
        var entry = TestZip.Entry("", "x")
        entry.name = [0x67, 0x72, 0x94, 0xE1, 0x65]
        let site = try site([entry])
        #expect(try get(site, "gr%C3%B6%C3%9Fe").text == "x")
        let listing = try site.get("/api/benchmarks/latest/config/files").text
        #expect(listing.contains(#""path_is_guess":true,"path_bytes":"677294e165""#))
    }

    struct Content: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        var isText = true
    }

    @Test(arguments: [
        Content(testDescription: "nothing", bytes: []),
        Content(testDescription: "UTF-8", bytes: Array("größe: 1\r\n\tx\n".utf8)),
        Content(testDescription: "a byte order mark", bytes: [0xEF, 0xBB, 0xBF, 0x61]),
        Content(testDescription: "colours", bytes: Array("\u{1B}[1mx".utf8)),
        Content(testDescription: "markup", bytes: Array("<script>alert(1)</script>".utf8)),
        Content(testDescription: "a NUL", bytes: [0x61, 0], isText: false),
        Content(testDescription: "Latin-1", bytes: [0x67, 0xF6], isText: false),
        Content(testDescription: "UTF-16", bytes: [0xFF, 0xFE, 0x61, 0], isText: false),
        Content(testDescription: "control characters", bytes: [0x61, 0x08], isText: false),
        Content(testDescription: "a delete character", bytes: [0x61, 0x7F], isText: false),
        Content(testDescription: "a character that ends early", bytes: [0x61, 0xC3], isText: false),
    ])
    func `text is shown in place, anything else is a download`(content: Content) throws {
        let site = try site([TestZip.Entry("vars/x.html", content.bytes)])
        let answer = try get(site, "vars/x.html")
        #expect(answer.body == content.bytes)
        #expect(
            answer["Content-Type"]
                == (content.isText ? "text/plain; charset=utf-8" : "application/octet-stream"))
        #expect(
            answer["Content-Disposition"]
                == "\(content.isText ? "inline" : "attachment"); filename=\"x.html\"")
        #expect(answer["X-Content-Type-Options"] == "nosniff")
        #expect(answer["Benchd-Entry-Bytes"] == String(content.bytes.count))
        #expect(answer["Benchd-Entry-Cut"] == "false")
    }

    @Test func `an entry is cut at 1 MiB, between two characters`() throws {
        let limit = 1 << 20
        let exact = [UInt8](repeating: 0x61, count: limit)
        // Checksums that are given, because to compute them takes long in a debug build.
        func entry(_ name: String, _ content: [UInt8], checksum: UInt32) -> TestZip.Entry {
            var entry = TestZip.Entry(name, content)
            entry.checksum = checksum
            return entry
        }
        let site = try site([
            entry("exact", exact, checksum: 0xD7CD_5672), entry("longer", exact + [0x61], checksum: 0),
            entry("split", exact.dropLast() + Array("ö".utf8), checksum: 0),
            entry("binary", [0] + exact, checksum: 0),
        ])
        for (name, count, size, isCut) in [
            ("exact", limit, limit, false), ("longer", limit, limit + 1, true),
            ("split", limit - 1, limit + 1, true),
            ("binary", limit, limit + 1, true),
        ] {
            let answer = try get(site, name)
            #expect(answer.body.count == count, "\(name)")
            #expect(answer["Benchd-Entry-Bytes"] == String(size), "\(name)")
            #expect(answer["Benchd-Entry-Cut"] == String(isCut), "\(name)")
        }
    }

    @Test func `conditions, ranges and HEAD hold for entries`() throws {
        let site = try site([TestZip.Entry("a", "0123456789"), TestZip.Entry("b", "0123456789")])
        let answer = try get(site, "a")
        let tag = try #require(answer["ETag"])
        #expect(try get(site, "b")["ETag"] != tag)
        #expect(try get(site, "a", "If-None-Match: \(tag)\n").status == 304)
        #expect(try get(site, "a", "If-Match: \"other\"\n").status == 412)
        let part = try get(site, "a", "Range: bytes=2-3\n")
        #expect(part.status == 206)
        #expect(part.text == "23")
        let head = try site.request("HEAD", "/api/benchmarks/latest/config/files/a")
        #expect(head["Content-Length"] == "10")
        #expect(head["ETag"] == tag)
        #expect(answer["Last-Modified"] == "Fri, 15 Jan 2027 08:00:00 GMT")
        #expect(try site.request("POST", "/api/benchmarks/latest/config/files/a").status == 405)
    }

    @Test func `an entry that cannot be read says why, and the others are read`() throws {
        var encrypted = TestZip.Entry("encrypted", "0123456789abcdef")
        encrypted.flags = 1
        var packed = TestZip.Entry("packed", "0123456789abcdef")
        packed.method = 14
        var damaged = TestZip.Entry("damaged", "x")
        damaged.checksum = 1
        let site = try site([encrypted, packed, damaged, TestZip.Entry("sound", "y")])
        for (name, type) in [
            ("encrypted", "config-encrypted"), ("packed", "config-unsupported"),
            ("damaged", "config-damaged"),
        ] {
            let answer = try get(site, name)
            #expect(answer.status == 422, "\(name)")
            let problem = try JSONValue(parsing: answer.body)
            #expect(problem["type"] == .string("/problems/\(type)"))
            #expect(problem["entry"] == .string(name))
        }
        #expect(try get(site, "sound").text == "y")
    }

    @Test(arguments: [
        ("a.yaml", #"filename="a.yaml""#), (".env", #"filename="_env""#), ("~x", #"filename="_x""#),
        ("", #"filename="_""#),
        ("a\"b\\c/d", #"filename="a_b_c_d""#), ("a\r\nX: y", #"filename="a__X_ y""#),
        ("100%41", #"filename="100_41""#),
        ("größe.ini", #"filename="gr__e.ini"; filename*=UTF-8''gr%C3%B6%C3%9Fe.ini"#),
        ("ann\u{202E}gpj.exe", #"filename="ann_gpj.exe""#),
        (String(repeating: "n", count: 120), "filename=\"\(String(repeating: "n", count: 120))\""),
        (
            String(repeating: "n", count: 115) + ".yaml",
            "filename=\"\(String(repeating: "n", count: 115)).yaml\""
        ),
        (
            String(repeating: "n", count: 200) + ".yaml",
            "filename=\"\(String(repeating: "n", count: 115)).yaml\""
        ),
        (
            String(repeating: "n", count: 200) + ".y/l",
            "filename=\"\(String(repeating: "n", count: 116)).y_l\""
        ),
        // What is after the point is no extension.
        ("a." + String(repeating: "n", count: 200), "filename=\"a.\(String(repeating: "n", count: 118))\""),
        (String(repeating: "n", count: 200) + ".", "filename=\"\(String(repeating: "n", count: 120))\""),
    ])
    func `names of downloads are safe`(name: String, parameters: String) {
        #expect(ContentDisposition.attachment(name) == "attachment; \(parameters)")
    }

    @Test(arguments: ["", "Accept-Encoding: gzip\n"])
    func `an entry that the client has is not sent again, as long as its archive is whole`(coding: String)
        throws
    {
        let site = try TestSite()
        let text = Array(repeating: UInt8(ascii: "a"), count: 4096)
        let id = try site.file(Self.report, config: TestZip.bytes([TestZip.Entry("a", text)]))
        let tag = try #require(try get(site, "a", coding)["ETag"])
        for method in ["GET", "HEAD"] {
            let answer = try site.request(
                method, "/api/benchmarks/latest/config/files/a", coding + "If-None-Match: \"x\", \(tag)\n")
            #expect(answer.status == 304)
            #expect(answer["ETag"] == tag && answer["Vary"] == "Accept-Encoding")
            #expect(answer["Last-Modified"] == "Fri, 15 Jan 2027 08:00:00 GMT")
        }
        try FileManager.default.removeItem(at: site.folder.appending(path: "data/\(id)_config.zip"))
        for condition in ["", "If-None-Match: \"x\"\n", "If-None-Match: \(tag)\n"] {
            let answer = try get(site, "a", coding + condition)
            #expect(answer.status == 500 && answer.text.contains("config-damaged"))
        }
    }

    @Test func `a run without a config, or with one that cannot be listed, says so`() throws {
        let site = try TestSite()
        try site.file(Self.report)
        #expect(try get(site, "a").text.contains("has no config archive"))
        #expect(try site.get("/api/benchmarks/0123456789ab/config/files/a").status == 404)
    }
}
