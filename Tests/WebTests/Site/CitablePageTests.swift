import TestSupport
import Testing

@testable import HTTP
@testable import Model
@testable import Templates
@testable import Web

/// A run for which all that a file can hold exists: repeats, a doubtful cell, series, a config.
enum SampleFile {
    static func page() throws -> (site: TestSite, page: CitablePage) {
        let site = try TestSite()
        for (number, (iops, errors)) in [(100, 0), (104, 0), (97, 9)].enumerated() {
            let cells = "\"ext4\": \(cell(iops, 0)), \"xfs\": \(cell(2 * iops, errors))"
            let facts = #""system_info": {"kernel_version": "6.1", "memory": {"kb": 1}}"#
            try site.file(
                Array(
                    "{\(facts), \"data\": {\"fio-a\": {\(cells)}, \"fio-b\": {\"ext4\": \(cell(7, 0))}}}".utf8
                ),
                config: TestZip.bytes(["a": "b"]), at: 1_800_000_000_000 + Int64(number))
        }
        let page = CitablePage(
            runs: site.site.runs, answers: site.site.answers.answers, links: Links(), site: "http://h",
            version: "1")
        return (site, page)
    }

    private static func cell(_ iops: Int, _ errors: Int) -> String {
        let samples = Array(repeating: String(iops), count: 9).joined(separator: ",")
        return
            #"{"metrics": {"plot": {"read_iops": \#(iops)}, "table": {"error": \#(errors)}}, "monitoring": {"iostat": {"table": {"cpu_user_avg": 1}, "series": {"timestamp": [0,1,2,3,4,5,6,7,8], "vda_read_kbps": [\#(samples)], "vda_read_iops": [\#(samples)]}}}}"#
    }
}

/// A run as one file.
@Suite struct CitablePageTests {
    private static func html(_ page: CitablePage, _ site: TestSite) throws -> String {
        let look = try Look(in: site.settings.templates, Links())
        let response = try page.response(.latest) { look.render(.citable, $0) }
        guard case .bytes(let bytes) = response.body else { return "" }
        #expect(bytes.count <= page.byteLimit)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `what makes a file too large is left out in the order of the parts`() throws {
        var (site, page) = try SampleFile.page()
        var html = try Self.html(page, site)
        #expect(!html.contains("it leaves out"))
        for count in 1...CitablePart.allCases.count {
            page.byteLimit = html.utf8.count - 1
            guard let smaller = try? Self.html(page, site) else { break }
            html = smaller
            let left = CitablePart.allCases.filter { html.contains("<li>\($0.rawValue)</li>") }
            #expect(left == Array(CitablePart.allCases.prefix(left.count)) && left.count >= count)
        }
        #expect(html.contains("<li>\(CitablePart.barCharts.rawValue)</li>"))
        #expect(!html.contains("data:image/svg+xml"))
        page.byteLimit = 1_000
        #expect(throws: Problem.self) { try Self.html(page, site) }
    }

    @Test func `its name has no character that a disk refuses`() throws {
        let site = try TestSite()
        try site.file(Array(#"{"data": {}}"#.utf8), source: "a\"b<c>: d\u{e9}")
        let page = CitablePage(
            runs: site.site.runs, answers: site.site.answers.answers, links: Links(), site: "", version: "1")
        let name = try page.content(.latest).fileName(extension: "html")
        #expect(name.wholeMatch(of: /benchd-a-b-c---d--2027-01-15-[0-9a-f]{8}\.html/) != nil, "\(name)")
    }
}
