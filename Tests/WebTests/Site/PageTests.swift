import Foundation
import Testing

@testable import Model
@testable import TestSupport

/// The pages, from the repository's own templates.
@Suite struct PageTests {
    private static let hostile = "<img src=x onerror=alert(1)>"

    @Test func `the empty list shows this server's own commands`() throws {
        let page = try TestSite().get("/", "Host: localhost:8123\n")
        #expect(page.status == 200)
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.text.contains("rsync -a results/ &#39;/srv/my inbox&#39;/rig-01/"))
        #expect(page.text.contains("rsync -a results/ localhost:&#39;/srv/my inbox&#39;/rig-01/"))
        #expect(page.text.contains("http://localhost:8123/api/upload"))
    }

    @Test func `the list shows runs and leads to older ones`() throws {
        let site = try TestSite()
        for number in 1...51 {
            try site.file(
                Array(#"{"data": {"b": {"f\#(number)": {}}}}"#.utf8), at: 1_800_000_000_000 + Int64(number))
        }
        let page = try site.get("/")
        #expect(page.text.contains("1 to 50 of 51<"))
        #expect(page.text.contains("2027-01-15 08:00:00 UTC"))
        #expect(page.text.contains(">Fri 15 Jan 2027<"))
        let link = try #require(
            page.text.split(separator: "href=\"/?cursor=").dropFirst().first?.prefix { $0 != "\"" })
        let older = try site.get("/?cursor=\(link)").text
        #expect(older.contains("51 of 51<"))
        #expect(older.contains("<span class=\"path\">f1</span>"))
        #expect(!older.contains("<span class=\"path\">f51</span>"))
        let before = try #require(
            older.split(separator: "href=\"/?before=").dropFirst().first?.prefix { $0 != "\"" })
        #expect(try site.get("/?before=\(before)").text.contains("1 to 50 of 51<"))
    }

    @Test(arguments: [
        ("since=yesterday", "This filter is left out. The parameter since takes a time"),
        ("until=2026-02-30", "This filter is left out. The parameter until takes a time"),
        ("has_config=perhaps", "This filter is left out. The parameter has_config takes true or false"),
        ("sort=rig", "The newest runs come first. The parameter sort takes one of"),
        ("cursor=x", "This is the first page. The parameter cursor takes"),
        ("before=x", "This is the first page. The parameter before takes"),
        ("sort=bytes&amp;cursor=1.0199ab12-3456-7890-abcd-ef0123456789", "This is the first page."),
    ])
    func `a parameter that cannot be read is named on the page, which shows the list without it`(
        query: String, problem: String
    ) throws {
        let site = try TestSite()
        try site.file(Array(#"{"data": {"b": {"f": {}}}}"#.utf8))
        let page = try site.get("/?q=rig&\(query.replacing("&amp;", with: "&"))", "Accept: text/html\n")
        #expect(page.status == 200)
        #expect(page.text.contains(problem), "\(query)")
        #expect(page.text.contains("1 of 1 that fit"))
    }

    @Test func `a form without a script leads to the comparison, the baseline first`() throws {
        let site = try TestSite()
        let ids = try (1...3).map { number in
            try site.file(
                Array(#"{"data": {"b": {"f\#(number)": {}}}}"#.utf8), at: 1_800_000_000_000 + Int64(number))
        }
        let selected = ids.reversed().map { "selected=\($0)" }.joined(separator: "&")
        let oldest = try site.get("/?\(selected)&compare=1")
        #expect(oldest.status == 303)
        #expect(oldest["Location"] == "/compare?runs=\(ids.map(\.description).joined(separator: ","))")
        let chosen = try site.get("/?\(selected)&baseline=\(ids[2])&compare=1")
        #expect(chosen["Location"] == "/compare?runs=\(ids[2]),\(ids[0]),\(ids[1])")
        let one = try site.get("/?selected=\(ids[0])&compare=1")
        #expect(one.status == 200)
        #expect(one.text.contains("Select two to eight runs to compare."))
    }

    @Test func `a real run's page holds its facts, tables and archive`() throws {
        let site = try TestSite()
        let id = try site.file(
            TestSite.fixture("aggregated_report.json"), config: TestSite.fixture("config.zip"))
        let page = try site.get("/benchmarks/latest").text
        for text in [
            "<dt>hostname</dt><dd>bench-vm</dd>", "<dt>target_disk.path</dt>", "<summary>uname</summary>",
            "href=\"/api/benchmarks/\(id)/config\"", "vars/filesystems.yaml",
            "data-benchmark=\"fio-randread-4k\"",
            "id=\"benchmark-fio-randread-4k\"", "read_iops, operations/s", "higher is better",
            "cpu_user_avg, %",
            "Device read IOPS, vdb", "<h3 class=\"path\">vars/filesystems.yaml</h3>",
            "<dt class=\"name\">filesystems / ext4_overlay2 / mount_options / opts</dt><dd class=\"name\">noatime</dd>",
        ] {
            #expect(page.contains(text), "\(text)")
        }
        // A var may hold a template of Ansible.
        for tag in ["{{#", "{{/", "{{^", "{{>", "{{!"] { #expect(!page.contains(tag), "\(tag)") }
    }

    @Test func `markup in a report stays text`() throws {
        let site = try TestSite()
        let name = #"<img src=x onerror=alert(1)>"#
        let report = """
            {"system_info": {"\(name)": "\(name)", "o": {"\(name)": ["\(name)"]}}, "\(name)": "\(name)", "data": {"\(name)":
            {"\(name)": {"\(name)": {"\(name)": 1}, "metrics": {"plot": {"\(name)": 1}, "table": {"\(name)": "\(name)"}},
            "monitoring": {"iostat": {"table": {"\(name)_util_avg": "\(name)"}}}}}}}
            """
        try site.file(Array(report.utf8), source: name, warnings: [Problem(.configDamaged, name)])
        for path in ["/", "/benchmarks/latest"] {
            let page = try site.get(path).text
            #expect(page.contains("&lt;img src=x onerror=alert(1)&gt;"))
            #expect(!page.contains("<img src=x"))
        }
    }

    @Test func `values that are not numbers are shown as what they are`() throws {
        let site = try TestSite()
        let report = """
            {"data": {"fio-x": {"a": {"metrics": {"plot": {"read_iops": 1500, "write_iops": null}, "table":
            {"bs": "4k", "rw_mode": null, "new": [1, {"x": 2}], "flag": true}}}, "b": {"metrics": null}},
            "fio x": {"b": {}}}}
            """
        try site.file(Array(report.utf8))
        let page = try site.get("/benchmarks/latest").text
        #expect(page.contains(#"<span class="human">1.5k</span><span class="raw">1500</span>"#))
        #expect(page.contains(#"<span class="words">4k</span>"#))
        #expect(page.contains(#"<span class="words">null</span>"#))
        #expect(page.contains(#"<span class="words">[1,{&quot;x&quot;:2}]</span>"#))
        #expect(page.contains(#"<span class="words">true</span>"#))
        #expect(page.contains(#"<span class="words">–</span>"#))
        #expect(page.contains(#"id="benchmark-fio-x""#))
        #expect(page.contains(#"id="benchmark-fio-x-2""#))
        #expect(page.contains("No results for a"))
        #expect(page.contains("2 benchmarks on 2 filesystems"))
    }

    @Test func `one of a kind is said in the singular`() throws {
        let site = try TestSite()
        try site.file(Array(#"{"data": {"b": {"f": {}}}}"#.utf8), config: TestZip.bytes(["a": "1"]))
        let page = try site.get("/benchmarks/latest").text
        #expect(page.contains("1 benchmark on 1 filesystem<"))
        #expect(page.contains("1 member,"))
        #expect(try site.get("/").text.contains("1 of 1<"))
    }

    @Test func `keys that differ only in their Unicode normalisation are two rows`() throws {
        let site = try TestSite()
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let values = #"{"\#(composed)": 1, "\#(decomposed)": 2}"#
        try site.file(
            Array(
                #"{"data": {"fio-x": {"f": {"metrics": {"plot": \#(values)}, "monitoring": {"iostat": {"table": \#(values)}}}}}}"#
                    .utf8))
        let page = try site.get("/benchmarks/latest").body
        for name in [composed, decomposed] {
            let row = Array("<th scope=\"row\">\(name)".utf8)
            let count = page.indices.count { page[$0...].starts(with: row) }
            #expect(count == 2, "\(name)")
        }
    }

    /// What a page says before and after its benchmarks.
    private func link(_ relation: String, in page: String) -> String? {
        guard let end = page.range(of: "\" rel=\"\(relation)\"")?.lowerBound,
            let start = page[..<end].range(of: "href=\"", options: .backwards)?.upperBound
        else { return nil }
        return String(page[start..<end])
    }

    @Test func `a long run comes in parts, each with links to the next and to the first`() throws {
        let site = try TestSite()
        let benchmarks = (100..<220).map { #""b\#($0)": {"f": {}}"# }.joined(separator: ", ")
        let id = try site.file(Array("{\"data\": {\(benchmarks)}, \"system_info\": {\"a\": 1}}".utf8))
        var seen: [String] = []
        var target: String? = "/benchmarks/\(id)"
        while let next = target {
            let page = try site.get(next).text
            seen += page.split(separator: "data-benchmark=\"").dropFirst().map { String($0.prefix(4)) }
            #expect(page.contains("<dt>a</dt>") == (next == "/benchmarks/\(id)"))
            #expect((link("prev", in: page) == nil) == (next == "/benchmarks/\(id)"))
            target = link("next", in: page)
        }
        #expect(seen == (100..<220).map { "b\($0)" })
        #expect(try site.get("/benchmarks/\(id)?from=50.0").text.contains("Benchmarks 51 to 100 of 120"))
        #expect(try site.get("/benchmarks/\(id)?from=x").status == 400)
        #expect(try site.get("/benchmarks/\(id)?from=5000.0").text.contains("no further benchmarks"))
    }

    @Test func `the columns of a table are the filesystems that have an entry`() throws {
        let site = try TestSite()
        let others = (10..<30).map { #""f\#($0)": {}"# }.joined(separator: ", ")
        try site.file(
            Array(#"{"data": {"fio-x": {"a": {"metrics": {"plot": {"k": 1}}}}, "y": {\#(others)}}}"#.utf8))
        let page = try site.get("/benchmarks/latest").text
        #expect(page.contains("No results for f10, f11, f12, f13, f14 and 15 more:"))
        #expect(page.components(separatedBy: "<th scope=\"col\" data-filesystem=").count == 2)
    }

    @Test func `each filesystem has a table of its own where few metrics are shared`() throws {
        let site = try TestSite()
        let entries = (10..<40).map { name in
            let keys = (0..<30).map { #""k\#(name)-\#($0)": \#($0)"# }.joined(separator: ", ")
            return #""f\#(name)": {"metrics": {"plot": {\#(keys)}}}"#
        }
        try site.file(Array(#"{"data": {"x": {\#(entries.joined(separator: ", "))}}}"#.utf8))
        let page = try site.get("/benchmarks/latest").text
        #expect(page.contains("<caption>x: all values, f10</caption>"))
        #expect(page.components(separatedBy: "<td>").count == 1 + 30 * 30)
    }

    @Test func `a long name is shortened, and whole on demand`() throws {
        let site = try TestSite()
        let name = String(repeating: "é", count: 5_000)
        let id = try site.file(
            Array(#"{"data": {"\#(name)": {"\#(name)": {"metrics": {"plot": {"k": 1}}}}}}"#.utf8))
        let page = try site.get("/benchmarks/latest").text
        #expect(page.utf8.count < 20_000)
        let links = page.split(separator: "class=\"whole-name\" href=\"").dropFirst().map {
            $0.prefix { $0 != "\"" }
        }
        #expect(links.count == 2)
        for link in links {
            #expect(link.hasPrefix("/api/benchmarks/\(id)/part?bytes="))
            #expect(try site.get(String(link)).text == name)
        }
    }

    @Test func `what is too large for a page is named, with a link to it`() throws {
        let site = try TestSite()
        let text = String(repeating: "x", count: 100_000)
        try site.file(
            Array(
                #"{"notes": "\#(text)", "data": {"fio-x": {"a": {"metrics": {"table": {"k": "\#(text)"}}}}}}"#
                    .utf8))
        let page = try site.get("/benchmarks/latest").text
        #expect(page.utf8.count < 20_000)
        #expect(page.contains("<code>/data/fio-x/a/metrics/table/k</code>"))
        let link = try #require(page.split(separator: "<span><a href=\"").last?.prefix { $0 != "\"" })
        #expect(try site.get(String(link)).text == "\"\(text)\"")
    }

    @Test(arguments: [
        "{\"data\": {}}", "{\"data\": {\"b\": {}}, \"system_info\": {}}",
        "{\"data\": {}, \"system_info\": [1]}",
    ])
    func `a report with little in it has a page`(report: String) throws {
        let site = try TestSite()
        try site.file(Array(report.utf8), source: nil)
        let page = try site.get("/benchmarks/latest")
        #expect(page.status == 200)
        #expect(page.text.contains("Run without a source"))
    }
}
