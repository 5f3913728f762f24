import Testing

@testable import JSON
@testable import Model
@testable import TestSupport

/// Comparing configs in JSON and as a page.
@Suite struct CompareTests {
    private static let hostile = "<img src=x onerror=alert(1)>"

    private let site: TestSite

    init() throws {
        site = try TestSite()
    }

    @discardableResult
    private func file(_ source: String, _ config: KeyValuePairs<String, String>?, at second: Int64) throws
        -> RunID
    {
        try site.file(
            Array(#"{"data": {"b-\#(source)": {"ext4": {}}}}"#.utf8),
            config: config.map { TestZip.bytes($0) },
            source: source, at: 1_800_000_000_000 + second * 1000)
    }

    private func compare(_ runs: String) throws -> JSONValue {
        let answer = try site.get("/api/compare/config?runs=\(runs)")
        #expect(answer.status == 200, "\(answer.text)")
        return try JSONValue(parsing: answer.body)
    }

    @Test func `two configs are compared entry by entry and line by line`() throws {
        let first = try file("one", ["v/a": "x: 1\ny: 2\n", "v/gone": "g", "v/same": "s"], at: 0)
        let second = try file("two", ["v/a": "x: 1\ny: 3\n", "v/new": "n", "v/same": "s"], at: 1)
        let answer = try compare("\(first),latest")
        #expect(
            answer["baseline"]
                == [
                    "uuid": .string("\(first)"), "link": .string("/benchmarks/\(first)"), "source": "one",
                    "filed": "2027-01-15T08:00:00.000Z", "has_config": true,
                ])
        #expect(answer["other"]?["uuid"] == .string("\(second)"))
        #expect(answer["totals"]?.text == #"{"changed":1,"only_in_baseline":1,"only_in_other":1,"same":1}"#)
        let entries = try #require(answer["entries"]?.elements)
        #expect(entries.map { $0["path"]?.string } == ["v/a", "v/gone", "v/new", "v/same"])
        #expect(
            entries[0]["diff"]?.text
                == #"{"hunks":[{"baseline_start":1,"baseline_count":2,"other_start":1,"other_count":2,"lines":["#
                + #"{"op":"same","text":"x: 1"},{"op":"removed","text":"y: 2"},{"op":"added","text":"y: 3"}]}],"notes":[]}"#
        )
        #expect(entries[0]["no_diff"] == JSONValue.null)
        #expect(entries[1]["baseline"]?.text == #"{"index":1,"size":1,"crc32":"01d41b76"}"#)
        #expect(entries[1]["other"] == JSONValue.null)
        #expect(entries[3]["diff"] == JSONValue.null)
    }

    @Test func `a run without a config has no entries, and one run twice does not differ`() throws {
        let first = try file("one", ["a": "1"], at: 0)
        let bare = try file("two", nil, at: 1)
        #expect(try compare("\(first),\(bare)")["totals"]?["only_in_baseline"] == 1)
        #expect(try compare("\(bare),\(first)")["totals"]?["only_in_other"] == 1)
        #expect(try compare("\(bare),\(first)")["baseline"]?["has_config"] == false)
        #expect(try compare("\(bare),\(bare)")["entries"] == [])
        #expect(try compare("\(first),\(first)")["totals"]?["same"] == 1)
        let page = try site.get("/compare/config?runs=\(first),\(bare)").text
        #expect(page.contains("no config archive"))
        #expect(!page.contains("hold the same files"))
    }

    @Test(arguments: [
        ("", 400, "two runs"), ("?runs=", 400, "two runs"), ("?runs=latest", 400, "two runs"),
        ("?runs=latest,latest,latest", 400, "two runs"), ("?runs=latest,x", 400, "names no run"),
        ("?runs=latest,../a", 400, "names no run"), ("?runs=latest,0123456789ab", 404, "no run 0123456789ab"),
        ("?runs=latest,latest&x=1", 400, "no parameter"),
    ])
    func `what cannot be compared is told`(query: String, status: Int, sentence: String) throws {
        try file("one", ["a": "1"], at: 0)
        let answer = try site.get("/api/compare/config\(query)")
        #expect(answer.status == status)
        #expect(answer.text.contains(sentence), "\(answer.text)")
        #expect(try site.request("POST", "/api/compare/config").status == 405)
    }

    @Test func `the page shows what differs without scripts, and markup stays text`() throws {
        let first = try file(Self.hostile, ["v/\(Self.hostile)": "\(Self.hostile)\n"], at: 0)
        let second = try file("two", ["v/\(Self.hostile)": "{{x}} \(Self.hostile)2\n"], at: 1)
        let page = try site.get("/compare/config?runs=\(first),\(second)")
        #expect(page.status == 200)
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.hasSecurityHeaders)
        #expect(page.text.contains("diff-text\">&lt;img src=x onerror=alert(1)&gt;</td>"))
        #expect(page.text.contains("diff-text\">{{x}} &lt;img src=x onerror=alert(1)&gt;2</td>"))
        #expect(
            page.text.contains(
                "href=\"/benchmarks/\(second)#config/v/%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E?index=0\""
            ))
        #expect(!page.text.contains("<img"))
        #expect(page.text.contains("href=\"/compare/config?runs=\(second),\(first)\""))
        #expect(
            try site.get("/compare/config?runs=\(first),\(first)").text.contains("hold the same files"))
    }

    @Test func `with one run or none the page offers those that have a config`() throws {
        let first = try file("one", ["a": "1"], at: 0)
        let second = try file("two", ["a": "2"], at: 1)
        let bare = try file("three", nil, at: 2)
        let choice = try site.get("/compare/config?runs=\(first)").text
        #expect(choice.contains("href=\"/compare/config?runs=\(first),\(second)\""))
        #expect(!choice.contains("\(first),\(first)") && !choice.contains("\(first),\(bare)"))
        let start = try site.get("/compare/config").text
        #expect(start.contains("href=\"/compare/config?runs=\(first)\""))
        #expect(try site.get("/compare/config?runs=latest,latest,latest").status == 400)
        #expect(try site.get("/compare/config?runs=\(first)&cursor=x").status == 400)
        #expect(try site.get("/benchmarks/\(first)").text.contains("href=\"/compare/config?runs=\(first)\""))
    }
}
