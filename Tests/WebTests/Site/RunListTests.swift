import Foundation
import Testing

@testable import Analysis
@testable import Model
@testable import Store
@testable import System
@testable import TestSupport
@testable import Web

/// What the list of runs says in few characters.
@Suite struct RunListTests {
    private static let minute: Int64 = 60_000

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", "Thu 1 Jan 1970", "00:00"),
        ("1969-12-31T23:59:59Z", "Wed 31 Dec 1969", "23:59"),
        ("2026-11-24T18:41:18Z", "Tue 24 Nov 2026", "18:41"),
        ("2024-02-29T05:06:07Z", "Thu 29 Feb 2024", "05:06"),
        ("0000-01-01T00:00:00Z", "Sat 1 Jan 0000", "00:00"),
        ("9999-12-31T23:59:59Z", "Fri 31 Dec 9999", "23:59"),
    ])
    func `a day has its name`(time: String, day: String, clock: String) throws {
        let time = try #require(Timestamp(time))
        #expect(RunListTimes.day(time) == day)
        #expect(RunListTimes.clock(time) == clock)
    }

    @Test(arguments: [
        (0, "now"), (59_999, "now"), (60_000, "1 min ago"), (3_599_999, "59 min ago"), (3_600_000, "1 h ago"),
        (172_799_000, "47 h ago"), (172_800_000, "2 d ago"), (5_184_000_000, "2 months ago"),
        (63_072_000_000, "2 years ago"), (-59_999, "now"), (-120_000, "in 2 min"),
    ])
    func `an age is one number and one word`(milliseconds: Int64, text: String) {
        let now = Timestamp(milliseconds: 1_800_000_000_000)
        let time = Timestamp(milliseconds: now.milliseconds - milliseconds)
        #expect(RunListTimes.age(of: time, at: now) == text)
    }

    @Test(arguments: [
        ("Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", "Intel Xeon Gold 6338"), ("AMD EPYC", "AMD EPYC"),
        ("AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763"), ("CPU", "CPU"), ("", ""),
    ])
    func `a processor is named without what all have`(model: String, short: String) {
        #expect(RunSetupText.shortModel(model) == short)
    }

    @Test func `what differs is one line`() {
        let opts = { (filesystem: String) in
            SetupDifference(
                kind: .var, file: "a", name: "filesystems / \(filesystem) / mount_options / opts",
                values: ["noatime", "data=journal"], isOwn: true)
        }
        let kernel = SetupDifference(kind: .fact, name: "kernel_version", values: ["6.1", nil])
        #expect(RunChangeText.line([opts("ext4")]) == "opts of ext4: noatime → data=journal")
        #expect(RunChangeText.line([kernel]) == "kernel_version: 6.1 → none")
        #expect(
            RunChangeText.line([opts("ext4"), kernel, opts("xfs")]) == "opts of ext4, xfs; kernel_version")
        let many = (1...6).map { opts("f\($0)") }
        #expect(RunChangeText.line(many) == "opts of f1, f2, f3, f4 and 2 more")
    }

    @Test func `a run says what changed since the run before of its rig`() throws {
        let site = try TestSite()
        let report = { (name: String) throws in try TestSite.fixture(name) }
        let other = { (iops: Int) in
            Array(#"{"data": {"b": {"f": {"metrics": {"plot": {"k": \#(iops)}}}}}}"#.utf8)
        }
        try site.file(
            try report("aggregated_report.json"), config: TestZip.bytes(["vars/x.yaml": "opts: relatime\n"]),
            source: "a", at: 1)
        try site.file(other(1), source: "b", at: 2)
        try site.file(
            try report("aggregated_report.json"), config: TestZip.bytes(["vars/x.yaml": "opts: noatime\n"]),
            source: "a", at: 3)
        try site.file(other(2), source: "b", at: 4)
        let page = try site.get("/").text
        let rows = page.components(separatedBy: "class=\"run-row\"").dropFirst()
        let changes = rows.map {
            $0.components(separatedBy: "class=\"change").dropFirst().first?.prefix(400) ?? ""
        }
        #expect(changes.count == 4)
        #expect(changes[0].contains("as before, as far as known"))
        #expect(changes[1].contains("opts: relatime → noatime"))
        #expect(changes[1].contains("of 1970-01-01 00:00:00 UTC"))
        #expect(changes[2].contains("first run of the rig"))
        #expect(changes[3].contains("first run of the rig"))
    }

    @Test func `a page that ends before a cursor is the one before, in every order`() throws {
        let site = try TestSite()
        for number in 1...7 {
            try site.file(
                Array("{\"data\": {\"b\": {}}\(String(repeating: " ", count: number * 7 % 5))}".utf8),
                source: ["x", nil, "y"][number % 3], at: Int64(number / 2))
        }
        for order in RunOrder.allCases {
            var query = RunQuery()
            (query.order, query.limit) = (order, 2)
            var pages: [RunPage] = []
            repeat {
                pages.append(try site.store.runs(query))
                query.cursor = pages.last?.next
            } while query.cursor != nil
            #expect(pages.map(\.skipped) == [0, 2, 4, 6], "\(order)")
            query.endsBeforeCursor = true
            for (page, before) in zip(pages.dropFirst(), pages) {
                query.cursor = page.runs.first.map { RunCursor(of: $0, in: order) }
                #expect(try site.store.runs(query) == before, "\(order)")
            }
        }
    }
}
