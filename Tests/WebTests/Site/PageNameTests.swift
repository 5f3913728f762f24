import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Model
@testable import System
@testable import Templates
@testable import Web

/// The names that pages declare are the names that their contexts have.
@Suite struct PageNameTests {
    private static let time = Timestamp(milliseconds: 1_800_000_000_000)

    private let site: TestSite
    private let first: RunID

    init() throws {
        site = try TestSite()
        let text = String(repeating: "x", count: 99_999)
        let entry =
            #"{"metrics": {"plot": {"k": 1}}, "monitoring": {"iostat": {"table": {"k": 1}}, "gpu": {"a": "\#(text)"}}}"#
        let report =
            #"{"system_info": {"hostname": "h", "kernel_version": "6", "memory": {"kb": 1}}, "notes": "\#(text)", "more": 1, "data": {"a": {"ext4": \#(entry)}, "b": {}}}"#
        first = try site.file(
            Array(report.utf8),
            config: TestZip.bytes(["v/a.ini": "password = hunter2hunter2\n", "v/o": "o", "v/s": "s"]),
            warnings: [Problem(.configDamaged, "x")])
        try site.file(
            Array(report.utf8), config: TestZip.bytes(["a.ini": "b\n", "n": "n", "s": "s"]),
            at: 1_800_000_000_001)
    }

    private func request(_ target: String) -> Request { Request(method: "GET", target: target) }

    private func expect(_ page: Page, _ contexts: [TemplateValue]) {
        let found = contexts.reduce(TemplateNames.everyPage) { $0 + TemplateNames(of: $1) }
        let (own, declared) = (found.paths(), page.names.paths())
        #expect(own.subtracting(declared) == [], "not declared")
        #expect(declared.subtracting(own) == [], "declared, and in no context")
    }

    @Test func `of the list of runs`() throws {
        let contexts = try ["/?sort=filed&source=rig", "/?selected=\(first)"].map { target in
            let request = request(target)
            return try site.site.runListPage.context(request, site.site.gate.caller(of: request))
        }
        let indexing = RunListPage.indexing(IndexingProgress(done: 1, total: 2, takesDrops: false))
        expect(.runs, contexts + [["indexing": indexing]])
    }

    @Test func `of a run`() throws {
        let runs = try fileRuns()
        let contexts =
            try [OutlinePosition.start, OutlinePosition(benchmark: 1)].map {
                try context(of: first, from: $0)
            }
            + runs.map { try context(of: $0, from: .start) }
        expect(.run, contexts)
    }

    @Test func `of a trend`() throws {
        _ = try fileRuns()
        let page = TrendsPage(runs: site.site.runs, answers: site.site.answers.answers, links: Links())
        let targets = [
            "/trends?benchmark=fio-randwrite-4k&filesystem=ext4_overlay2&source=rig-2",
            "/trends?benchmark=none",
            // Another rig has it.
            "/trends?benchmark=a&filesystem=ext4&source=rig-2",
        ]
        expect(.trends, try targets.map { try page.context(request($0)).context })
    }

    /// Files two runs of a rig with different setups.
    private func fileRuns() throws -> [RunID] {
        try ["minute-baseline", "minute-mount-options"].enumerated().map { place, name in
            try site.file(
                TestSite.fixture("aggregated_report.json", of: name),
                config: TestSite.fixture("config.zip", of: name), source: "rig-2",
                at: 1_800_000_100_000 + Int64(place))
        }
    }

    private func context(of id: RunID, from start: OutlinePosition) throws -> TemplateValue {
        let (runs, limits) = (site.site.runs, PageLimits.usual)
        let reader = RunStandingReader(answers: site.site.answers.answers, runs: runs)
        let query = try StandingQuery(Parameters(ofPage: request("/")))
        let page = DashboardPage(
            summary: try runs.pageSummary(.id(id), from: start, limits: limits), start: start, limits: limits,
            standing: start == .start ? try reader.standing(of: runs.run(.id(id)), query) : .none,
            prefixes: .si, links: Links())
        return page.context
    }

    @Test func `of a run as one file`() throws {
        let (sample, page) = try SampleFile.page()
        // The files of the runs go with their site.
        let content = try withExtendedLifetime(sample) { try page.content(.latest) }
        expect(.citable, [content.context(without: []), content.context(without: Set(CitablePart.allCases))])
    }

    @Test func `of the inbox`() throws {
        let problem = Problem(.reportShape, "x", members: [.init("pointer", "/data")])
        let stages: [InboxState.Stage] = [
            .arriving, .waitingForConfig, .waitingForReport, .ending, .kept, .notTaken,
        ]
        let items = stages.map {
            InboxState.Item(path: "a", byteCount: 1, stage: $0, since: nil, until: nil, problem: nil)
        }
        let state = InboxState(
            items: items, itemCount: 6,
            rejected: [InboxState.Rejected(name: "x", path: "x", at: Self.time, problem: problem)],
            rejectedCount: 1, watch: InboxState.Watch(mode: .inotify))
        site.intake.inbox.withLock { $0 = state }
        site.intake.current.withLock { $0 = [Trouble(.inbox, "x", since: Self.time)] }
        let page = InboxPage(reader: site.site.inboxReader, links: Links(), inbox: "/inbox")
        expect(.inbox, [try page.context(request("/inbox"))])
    }

    @Test func `of the files of a config`() throws {
        let page = ConfigFilesPage(runs: site.site.runs, links: Links())
        expect(.configFiles, [try page.context(.latest, request("/"))])
    }

    @Test func `of a comparison, and of the choice before it`() throws {
        let page = ConfigComparisonPage(runs: site.site.runs, links: Links())
        expect(
            .configComparison,
            try ["?runs=\(first),latest", "?runs=\(first)"].map { try page.context(request("/\($0)")) })
    }

    @Test func `of a problem`() {
        let quarantined = Problem(
            .runQuarantined, "x", members: [.init("report", .string(Links().report(first)))])
        expect(.error, [quarantined.context])
    }
}

extension TemplateNames {
    /// The names that a value has.
    fileprivate init(of value: TemplateValue) {
        switch value {
        case .null, .bool, .string: self.init()
        case .list(let elements): self = elements.reduce(TemplateNames()) { $0 + TemplateNames(of: $1) }
        case .object(let members): self.init(parts: members.mapValues { TemplateNames(of: $0) })
        }
    }

    /// Every name with those around it: "runs.link".
    fileprivate func paths(below parent: String = "") -> Set<String> {
        members.reduce(into: []) { paths, member in
            paths.insert(parent + member.key)
            paths.formUnion(member.value.paths(below: "\(parent)\(member.key)."))
        }
    }
}
