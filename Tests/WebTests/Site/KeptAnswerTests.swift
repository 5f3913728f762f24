import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import Model
@testable import Store
@testable import System
@testable import Web

/// What is kept is what another site would say that has kept nothing, whatever happens meanwhile.
@Suite struct `Kept answers` {
    /// A site with answers, and the addresses that were asked for until all that lasts was kept.
    private struct Asked {
        let site: TestSite
        let first: RunID
        let targets: [String]

        init() throws {
            site = try TestSite()
            first = try site.file(
                TestSite.fixture("aggregated_report.json"), config: TestSite.fixture("config.zip"))
            let run = "\(first)"
            let cell = "benchmark=fio-randread-4k&filesystem=ext4_overlay2&group=iostat"
            targets = [
                "/", "/?q=rig", "/benchmarks/latest", "/benchmarks/\(run)", "/benchmarks/\(run).html",
                "/benchmarks/\(run)/config", "/benchmarks/\(run)/badge.svg", "/trends", "/api/benchmarks",
                "/compare?runs=\(run),\(run)", "/api/compare?runs=\(run),\(run)", "/api/benchmarks/latest",
                "/api/benchmarks/\(run)", "/api/benchmarks/\(run)/summary", "/api/benchmarks/\(run)/audit",
                "/api/benchmarks/\(run)/standing", "/api/benchmarks/\(run)/receipt",
                "/api/benchmarks/\(run)/part?bytes=0-99", "/api/benchmarks/\(run)/config",
                "/api/benchmarks/\(run)/config/files", "/api/benchmarks/latest/summary",
                "/api/benchmarks/\(run)/series?\(cell)",
                "/benchmarks/\(run)/chart.svg?benchmark=fio-randread-4k",
                "/api/compare/config?runs=\(run),\(run)",
            ]
            try ask()
        }

        /// A file is kept when it is asked for the second time.
        func ask() throws {
            for target in targets + targets { _ = try site.get(target) }
        }

        /// Compares all answers with those of a site that has given none yet.
        ///
        /// `changed` are parts of the addresses that have nothing to show now.
        func expectFresh(_ what: Comment, of changed: [String]) throws {
            let fresh = MemoryTransport(try site.another(quarantined: []))
            var others: [String] = []
            for target in targets {
                let before = try site.get(target, "If-None-Match: *")
                let answer = try site.get(target)
                let expected = try fresh.send(Request("GET", target, lines: "", bodySize: 0))
                #expect(
                    answer.status == expected.status && answer.body == expected.body, "\(target), \(what)")
                #expect(answer["ETag"] == expected["ETag"], "\(target), \(what)")
                #expect((before.status == 304) == (expected.status == 200), "\(target), \(what)")
                if answer.status != 200 { others.append(target) }
            }
            #expect(
                others == targets.filter { target in changed.contains { "\(target) ".contains($0) } }, what)
        }
    }

    @Test func `they are given without being made again`() throws {
        let asked = try Asked()
        for target in asked.targets {
            let request = Request("GET", target, lines: "", bodySize: 0)
            guard case .response(let response) = asked.site.site.answer(to: request) else {
                Issue.record("\(target) is computed again")
                continue
            }
            #expect(!response.isFromFile, "\(target)")
        }
        try asked.expectFresh("nothing has happened", of: [])
    }

    @Test func `a new run is in every answer that concerns all runs`() throws {
        let asked = try Asked()
        let latest = try asked.site.get("/api/benchmarks/latest").body
        try asked.site.file(
            TestSite.fixture("aggregated_report.json", of: "minute-mount-options"), at: 1_800_000_001_000)
        try asked.expectFresh("a run was filed", of: [])
        #expect(try asked.site.get("/api/benchmarks/latest").body != latest)
    }

    @Test func `runs that are filed together are in every answer that concerns all runs`() throws {
        let asked = try Asked()
        let store = asked.site.store
        let entries = try ["baseline", "mount-options"].enumerated().map { number, name in
            let report = try TestIntake.stage(
                TestSite.fixture("aggregated_report.json", of: name), in: store.staging)
            let receipt = Receipt(
                id: store.nextID(at: .now()),
                filed: Timestamp(milliseconds: 1_800_000_001_000 + Int64(number)),
                source: "rig", origin: .upload, report: report.file, config: nil, warnings: [])
            return (receipt, try JudgedDrop(staged: report, config: nil))
        }
        #expect(store.commit(entries).allSatisfy { $0 == nil })
        try asked.expectFresh("two runs were filed", of: [])
        #expect(try asked.site.get("/api/benchmarks").text.contains("\(entries[1].0.id)"))
    }

    @Test func `what people say is seen at once`() throws {
        let asked = try Asked()
        for text in ["before", "after", ""] {
            var change = MarkChange()
            try change.setLabel(text)
            _ = try asked.site.store.mark(.id(asked.first), change)
            try asked.expectFresh("the label is \"\(text)\"", of: [])
            try asked.ask()
        }
        let page = try asked.site.get("/benchmarks/\(asked.first)")
        #expect(!page.text.contains("after</"))
    }

    @Test func `a report that is damaged is not shown any more, and is when it is whole again`() throws {
        let asked = try Asked()
        let report = asked.site.folder.appending(path: "data/\(asked.first).json")
        let whole = try Data(contentsOf: report)
        var damaged = whole
        damaged[damaged.count / 2] ^= 1
        // In place, so that name, size and inode stay.
        let handle = try FileHandle(forWritingTo: report)
        try handle.write(contentsOf: damaged)
        try asked.expectFresh("one byte is another", of: madeFromReport(asked))
        try asked.ask()
        try handle.seek(toOffset: 0)
        try handle.write(contentsOf: whole)
        try handle.close()
        try asked.site.store.verify(asked.first, isFromDisk: false) { _ in true }
        try asked.expectFresh("all bytes are right", of: [])
        try FileManager.default.removeItem(at: report)
        try asked.expectFresh("the report is missing", of: madeFromReport(asked))
    }

    private func madeFromReport(_ asked: Asked) -> [String] {
        [
            ".html", ".svg", "/api/benchmarks/latest ", "/api/benchmarks/\(asked.first) ", "/summary",
            "/audit",
            "/series", "/part",
        ]
    }

    @Test func `bytes that go bad on the disk are not sent when they were found`() throws {
        let asked = try Asked()
        let report = asked.site.folder.appending(path: "data/\(asked.first).json")
        let finding = Soundness.Finding(
            reason: "it has other bytes",
            stamp: FileStamp(try asked.site.store.folder.root.status(of: DataNames.report(asked.first))))
        let damage = PartDamage(
            id: asked.first, part: .report,
            damage: Damage(path: FilePath(report.path), reason: finding.reason))
        asked.site.store.filedFiles.board.note(damage, stamp: finding.stamp)
        try asked.expectFresh("it was found damaged", of: madeFromReport(asked))
    }

    @Test func `a config that is gone is not sent any more`() throws {
        let asked = try Asked()
        try FileManager.default.removeItem(
            at: asked.site.folder.appending(path: "data/\(asked.first)_config.zip"))
        try asked.expectFresh("the config is missing", of: ["/config"])
    }

    @Test func `the answer names the host by which the client has come`() throws {
        let asked = try Asked()
        let chart = "/benchmarks/\(asked.first)/chart.svg?benchmark=fio-randread-4k"
        let one = try asked.site.get(chart, "Host: localhost:1")
        let other = try asked.site.get(chart, "Host: localhost:2")
        #expect(one.text.contains("http://localhost:1/") && other.text.contains("http://localhost:2/"))
    }

    @Test func `tokens decide before what is kept`() throws {
        var access = AccessSettings()
        access.readTokenFile = "tokens"
        let site = try TestSite(access: access, tokens: "reader:read:secret-secret-secret")
        let run = try site.file(TestSite.fixture("aggregated_report.json"))
        let target = "/api/benchmarks/\(run)"
        let token = "Authorization: Bearer secret-secret-secret"
        for _ in 1...3 { #expect(try site.get(target, token).status == 200) }
        #expect(try site.get(target).status == 401)
        #expect(try site.get(target, token)["Cache-Control"] == "private, no-cache")
    }

    @Test func `what is kept has a limit, and the newest is there`() {
        let kept = KeptAnswers()
        let basis = AnswerBasis(reloadCount: 0, revision: nil, runs: [], minute: nil)
        let size = KeptAnswers.largestAnswer
        let key = { (number: Int) in KeptAnswers.Key(target: "/\(number)", origin: "", isDirect: true) }
        for number in 0..<20 {
            var response = Response(type: "text/plain", bytes: [UInt8](repeating: UInt8(number), count: size))
            response.entityTag = EntityTag("\(number)")
            _ = kept.keep(response, for: key(number), basis: basis)
        }
        #expect(kept.byteCount == KeptAnswers.byteLimit)
        #expect(kept.answer(to: key(0), basis: basis) == nil)
        #expect(kept.answer(to: key(19), basis: basis)?.entityTag == EntityTag("19"))
        let other = AnswerBasis(reloadCount: 1, revision: nil, runs: [], minute: nil)
        #expect(kept.answer(to: key(19), basis: other) == nil)
    }

    @Test func `a file that cannot be read is sent as it is, and not kept`() {
        let kept = KeptAnswers()
        let basis = AnswerBasis(reloadCount: 0, revision: nil, runs: [], minute: nil)
        let key = KeptAnswers.Key(target: "/", origin: "", isDirect: true)
        let file = OpenFile { _, _ in false }
        var response = Response(headers: [:], body: .file(FileSlice(file: file, length: 1 << 20)))
        response.entityTag = EntityTag("a")
        // More often than the bytes that may be there at once would allow, if they counted.
        for _ in 0..<100 {
            #expect(kept.keep(response, for: key, basis: basis).isFromFile)
            #expect(kept.answer(to: key, basis: basis) == nil)
        }
        response.body = .bytes([1])
        #expect(!kept.keep(response, for: key, basis: basis).isFromFile)
        #expect(kept.answer(to: key, basis: basis)?.contentByteCount == 1)
    }

    @Test func `what is too large, has no tag, or is an error is not kept`() {
        let kept = KeptAnswers()
        let basis = AnswerBasis(reloadCount: 0, revision: nil, runs: [], minute: nil)
        let key = KeptAnswers.Key(target: "/", origin: "", isDirect: true)
        var large = Response(
            type: "text/plain", bytes: [UInt8](repeating: 0, count: KeptAnswers.largestAnswer + 1))
        large.entityTag = EntityTag("a")
        var failure = Response(status: 404, type: "text/plain", bytes: [1])
        failure.entityTag = EntityTag("a")
        for response in [large, failure, Response(type: "text/plain", bytes: [1])] {
            _ = kept.keep(response, for: key, basis: basis)
            #expect(kept.answer(to: key, basis: basis) == nil)
        }
        #expect(kept.byteCount == 0)
    }
}
