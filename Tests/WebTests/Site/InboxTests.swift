import Foundation
import Synchronization
import Testing

@testable import JSON
@testable import Model
@testable import System
@testable import TestSupport
@testable import Web

/// What the API and the page tell of the inbox.
@Suite struct InboxTests {
    private static let time = Timestamp(milliseconds: 1_800_000_000_000)

    private func item(_ path: FilePath, _ stage: InboxState.Stage, problem: Problem? = nil) -> InboxState.Item
    {
        InboxState.Item(
            path: path, byteCount: 450_361, stage: stage, since: Self.time, until: Self.time,
            problem: problem)
    }

    private func state(
        _ items: [InboxState.Item] = [], itemCount: Int? = nil, rejected: [InboxState.Rejected] = [],
        rejectedCount: Int? = nil, watch: InboxState.Watch = InboxState.Watch(mode: .inotify)
    ) -> InboxState {
        InboxState(
            items: items, itemCount: itemCount ?? items.count, rejected: rejected,
            rejectedCount: rejectedCount ?? rejected.count, watch: watch)
    }

    private func site(_ state: InboxState, _ troubles: [Trouble] = []) throws -> TestSite {
        let site = try TestSite()
        site.intake.inbox.withLock { $0 = state }
        site.intake.current.withLock { $0 = troubles }
        return site
    }

    @Test func `the API tells what is on its way, filed, rejected and wrong`() throws {
        let problem = Problem(.reportShape, "It is none.", members: [.init("pointer", "/data")])
        let site = try site(
            state(
                [item("rig/x.json", .doubted, problem: problem)], itemCount: 7,
                rejected: [
                    InboxState.Rejected(name: "t-x.json", path: "rig/x.json", at: Self.time, problem: problem)
                ],
                rejectedCount: 9, watch: InboxState.Watch(mode: .poll, reason: "It is NFS.")),
            [Trouble(.inbox, "The disk fails.", since: Self.time)])
        let id = try site.file(Array(#"{"data": {}}"#.utf8))
        let answer = try JSONValue(parsing: site.get("/api/inbox").body)
        #expect(
            answer == [
                "items": [
                    [
                        "path": "rig/x.json", "bytes": 450_361, "stage": "doubted",
                        "since": "2027-01-15T08:00:00.000Z", "until": "2027-01-15T08:00:00.000Z",
                        "problem": problem.json,
                    ]
                ],
                "items_total": 7, "items_next": nil,
                "filed": [
                    [
                        "uuid": .string("\(id)"), "link": .string("/benchmarks/\(id)"), "source": "rig",
                        "filed": "2027-01-15T08:00:00.000Z", "path": nil, "has_config": false,
                    ]
                ],
                "rejected": [
                    [
                        "name": "t-x.json", "path": "rig/x.json", "at": "2027-01-15T08:00:00.000Z",
                        "problem": problem.json,
                    ]
                ],
                "rejected_total": 9, "rejected_next": nil,
                "watch": ["mode": "poll", "reason": "It is NFS."],
                "problems": [["detail": "The disk fails.", "since": "2027-01-15T08:00:00.000Z"]],
            ])
    }

    @Test func `the page tells the same`() throws {
        let problem = Problem(.reportShape, "It is none.", members: [.init("pointer", "/data/b")])
        let stages: [InboxState.Stage] = [.arriving, .waitingForConfig, .waitingForReport, .kept, .notTaken]
        let site = try site(
            state(
                stages.map { item(FilePath("rig/\($0.rawValue)"), $0) }, itemCount: 1005,
                rejected: [
                    InboxState.Rejected(name: "t-x.json", path: "rig/x.json", at: Self.time, problem: problem)
                ],
                rejectedCount: 1001, watch: InboxState.Watch(mode: .poll, reason: "It is NFS.")),
            [Trouble(.inbox, "The disk fails.", since: Self.time)])
        let id = try site.file(Array(#"{"data": {}}"#.utf8))
        let page = try site.get("/inbox")
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        for text in [
            "The disk fails.", "It is NFS.", "It is none.", "/data/b", "1,000", "href=\"/benchmarks/\(id)\"",
            "mv -T -- &#39;/srv/my inbox/.rejected/t-x.json&#39; &#39;/srv/my inbox/rig/t-x.json&#39;",
        ] + stages.map({ "rig/\($0.rawValue)" }) {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(!page.text.contains("{{"))
    }

    @Test func `long paths are cut in the middle, and parts by their bytes`() throws {
        let directory = String(repeating: "&", count: 3_600)
        let items = (0..<1_000).map { item(FilePath("rig/\(directory)/\($0).txt"), .notTaken) }
        let problem = Problem(.reportShape, String(repeating: "<", count: 100_000))
        let rejected = (0..<200).map { number in
            InboxState.Rejected(
                name: FilePath("t-\(number)" + String(repeating: "&", count: 240)),
                path: FilePath("\(directory)/\(number)"), at: Self.time, problem: problem)
        }
        let site = try site(state(items, rejected: rejected))
        let page = try site.get("/inbox")
        #expect(page.body.count < 2_000_000)
        #expect(page.text.contains("/0.txt<") && page.text.contains("/inbox?from="))
        #expect(page.text.contains("/inbox?rejected_from="))
        let answer = try site.get("/api/inbox")
        #expect(answer.body.count < 3 << 20)
        let json = try JSONValue(parsing: answer.body)
        let shown = try #require(json["items"]?.elements)
        #expect(shown.first?["path"] == .string("\(items[0].path)"))
        #expect(json["items_next"] == .string(Hexadecimal.text(items[shown.count].path.bytes)))
        let count = try #require(json["rejected"]?.elements?.count)
        #expect(json["rejected_next"] == .string(Hexadecimal.text(rejected[count].name.bytes)))
    }

    @Test(arguments: ["from=x", "from=", "rejected_from=123", "colour=red"])
    func `a place that no answer gave is refused`(query: String) throws {
        let site = try site(state())
        #expect(try site.get("/api/inbox?\(query)").status == 400)
        #expect(try site.get("/inbox?\(query)").status == 400)
    }

    @Test func `an empty inbox has a page`() throws {
        let page = try site(state()).get("/inbox")
        #expect(page.status == 200)
        #expect(page.text.contains("/srv/my inbox"))
    }

    @Test func `health is bad while something does not work`() throws {
        let site = try site(state(), [Trouble(.space, "It is full.", since: Self.time)])
        let bad = try site.get("/healthz")
        #expect(bad.status == 503)
        #expect(bad["Cache-Control"] == "no-store")
        let problems: JSONValue = [["detail": "It is full.", "since": "2027-01-15T08:00:00.000Z"]]
        let answer = try JSONValue(parsing: bad.body)
        #expect(answer["status"] == "degraded")
        #expect(answer["problems"] == problems)
        site.intake.current.withLock { $0 = [] }
        #expect(try site.get("/healthz").status == 200)
    }

    @Test(arguments: [
        "/srv/inbox", "/srv/my inbox", "/srv/it's", "/srv/$HOME`id`\"x\"", "/srv/-rf", "/srv/new\nline",
        "/srv/tab\there", "/srv/ünï", "/srv/no\u{A0}break", "/srv/turn\u{202E}ed", "/srv/back\\slash\n",
        "/srv/7\u{1}7",
        "/srv/*?[a]", "/srv/~", "/srv/a#b;c&d|e<f>(g){h}!i",
    ])
    func `a quoted path is one word of the shell, byte for byte`(path: String) throws {
        try expectRoundTrip(FilePath(path))
    }

    @Test func `bytes that are not UTF-8 are quoted, too`() throws {
        try expectRoundTrip(FilePath(bytes: Array("/srv/".utf8) + [0xFF, 0x37, 0x0A, 0x80, 0x27, 0x5C]))
    }

    private func expectRoundTrip(_ path: FilePath) throws {
        let shell = Process()
        let output = Pipe()
        shell.executableURL = URL(filePath: "/bin/bash")
        shell.arguments = ["-c", "printf %s \(ShellWord.quoting(path))"]
        shell.standardOutput = output
        try shell.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(Array(bytes) == path.bytes)
        #expect(!ShellWord.quoting(path).contains("\n"))
    }
}
