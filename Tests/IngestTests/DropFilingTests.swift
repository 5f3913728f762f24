import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CLinux
@testable import Ingest
@testable import Model
@testable import System

/// The jobs of the filing thread, with an archive in memory.
@Suite struct `Filing a drop` {
    let inbox: TemporaryInbox
    let archive: TestArchive
    let messages = Messages()
    let condition = Condition(log: silent)

    init() throws {
        inbox = try TemporaryInbox()
        archive = try TestArchive()
    }

    private func filing(_ setbacks: SetbackLog) -> DropFiling {
        DropFiling(
            archive: archive, settings: IngestSettings(inbox: FilePath(inbox.url.path)), setbacks: setbacks,
            tally: FilingTally()
        ) { [messages] _, text in messages.add(text) }
    }

    private func folders() throws -> InboxFolders { try InboxFolders(root: inbox.directory, links: Links()) }

    /// A file in the inbox that was read and staged.
    private func report(_ path: FilePath, in staged: inout StagedDrops) throws -> DropMember {
        let drop = try JudgedDrop(report: Array(#"{"data":{}}"#.utf8), in: archive.staging)
        let read = ReadReport(outline: drop.outline, readings: drop.readings)
        return member(path, .report(drop.report, read), in: &staged, try inbox.drop(path, "report"))
    }

    private func config(_ path: FilePath, in staged: inout StagedDrops) throws -> DropMember {
        var zip = ZipBuilder()
        zip.add("a.yaml", "x: 1\n")
        let config = try JudgedConfig(zip.bytes, in: archive.staging)
        let read = ReadConfig(listing: config.listing, vars: config.vars)
        return member(path, .config(config.staged, read), in: &staged, try inbox.drop(path, "config"))
    }

    private func member(
        _ path: FilePath, _ file: StagedDropFile, in staged: inout StagedDrops, _ sight: FileSight
    ) -> DropMember {
        let ticket = Ticket(number: Int.random(in: 0 ... .max))
        staged.keep(file, as: ticket)
        return DropMember(path: path, sight: sight, ticket: ticket, problem: nil, digest: nil)
    }

    private func isStaged(_ member: DropMember, in staged: StagedDrops) -> Bool {
        member.ticket.map { staged.file(of: $0) != nil } ?? false
    }

    @Test func `files report and config as one run of the rig, and writes the notice`() throws {
        var staged = StagedDrops()
        let members = (
            try report("rig-1/a/report.json", in: &staged), try config("rig-1/a/config.zip", in: &staged)
        )
        let result = filing(SetbackLog(condition: condition)).file(
            members.0, config: members.1, notes: nil, changed: 7, from: &staged, in: try folders())
        #expect(result == .filed)
        #expect(
            archive.filed.withLock { $0 } == [
                .init(reports: ["rig-1/a/report.json"], source: "rig-1", hasConfig: true)
            ])
        #expect(inbox.content(".receipts/rig-1/a/report.json.json")?.contains("\"accepted\"") == true)
        #expect(
            messages.all.map { $0.hasPrefix("accepted rig-1/a/report.json with rig-1/a/config.zip as /") }
                == [true])
        #expect(!isStaged(members.0, in: staged) && !isStaged(members.1, in: staged))
    }

    @Test func `a bad config becomes a warning, and costs the report nothing`() throws {
        var staged = StagedDrops()
        let problem = Problem(.configDamaged, "It ends too early.")
        let bad = DropMember(
            path: "b.zip", sight: try inbox.drop("b.zip", "x"), ticket: nil, problem: problem, digest: nil)
        let result = filing(SetbackLog(condition: condition)).file(
            try report("b.json", in: &staged), config: bad, notes: nil, changed: 7, from: &staged,
            in: try folders())
        #expect(result == .filed)
        #expect(archive.filed.withLock { $0 } == [.init(reports: ["b.json"], warnings: [problem])])
        #expect(inbox.content(".receipts/b.json.json")?.contains("It ends too early.") == true)
    }

    @Test func `notes are filed with the report, and bad ones become a warning`() throws {
        var staged = StagedDrops()
        var mark = RunMark()
        mark.label = "night 3"
        let file = try archive.staging.stage(Array("label: night 3".utf8))
        let notes = member(
            "n/benchd.yaml", .notes(file, mark), in: &staged, try inbox.drop("n/benchd.yaml", "notes"))
        let good = filing(SetbackLog(condition: condition)).file(
            try report("n/report.json", in: &staged), config: nil, notes: notes, changed: 7, from: &staged,
            in: try folders())
        let problem = MarkFault.tooManyTags.problem
        let bad = DropMember(
            path: "b_benchd.yaml", sight: try inbox.drop("b_benchd.yaml", "x"), ticket: nil,
            problem: problem, digest: nil)
        let warned = filing(SetbackLog(condition: condition)).file(
            try report("b.json", in: &staged), config: nil, notes: bad, changed: 7, from: &staged,
            in: try folders())
        #expect(good == .filed && warned == .filed)
        #expect(archive.filed.withLock { $0.map(\.label) } == ["night 3", nil])
        #expect(archive.filed.withLock { $0.map(\.warnings) } == [[], [problem]])
        #expect(try !isStaged(notes, in: staged) && !archive.staging.hasFile(file.name))
    }

    @Test func `a failure of the storage is a trouble, writes no notice, and leaves nothing staged`() throws {
        archive.failure.withLock { $0 = .file(FileError(operation: "fsync", path: "data/x", errno: EIO)) }
        var staged = StagedDrops()
        let setbacks = SetbackLog(condition: condition)
        let members = (try report("rig/c.json", in: &staged), try config("rig/c.zip", in: &staged))
        let folders = try folders()
        let filed = filing(setbacks).file(
            members.0, config: nil, notes: nil, changed: 7, from: &staged, in: folders)
        #expect(filed == .failed)
        let attached = filing(setbacks).attach(members.1, from: &staged, in: folders)
        #expect(attached == .failed)
        setbacks.publish()
        #expect(condition.troubles.map(\.detail).first?.contains("2 files wait in the inbox") == true)
        #expect(try folders.notices.hasNotice(of: "rig/c.json") == false)
        #expect(!isStaged(members.0, in: staged) && !isStaged(members.1, in: staged))
    }

    @Test func `a notice that cannot be written leaves the drop in the inbox`() throws {
        var staged = StagedDrops()
        let member = try report("rig/d.json", in: &staged)
        let folders = try folders()
        try inbox.directory.directory(".receipts").removeContents()
        try inbox.directory.removeDirectory(".receipts")
        let setbacks = SetbackLog(condition: condition)
        let filed = filing(setbacks).file(
            member, config: nil, notes: nil, changed: 7, from: &staged, in: folders)
        #expect(filed == .failed)
        setbacks.publish()
        #expect(condition.troubles.count == 1 && messages.all.isEmpty)
        #expect(inbox.content("rig/d.json") == "report")
    }

    @Test func `a late config is attached to the run of its report`() throws {
        var staged = StagedDrops()
        let late = try config("rig/e.zip", in: &staged)
        let filing = filing(SetbackLog(condition: condition))
        let result = filing.attach(late, from: &staged, in: try folders())
        #expect(result == .filed)
        #expect(archive.filed.withLock { $0.map(\.reports) } == [["rig/e.json"]])
        #expect(inbox.content(".receipts/rig/e.zip.json")?.contains("\"attached\"") == true)
    }

    @Test func `late notes are attached to the run of their report`() throws {
        var staged = StagedDrops()
        let file = try archive.staging.stage(Array("label: x".utf8))
        let late = member(
            "rig/benchd.yaml", .notes(file, RunMark()), in: &staged, try inbox.drop("rig/benchd.yaml", "x"))
        let result = filing(SetbackLog(condition: condition)).attach(late, from: &staged, in: try folders())
        #expect(result == .filed)
        #expect(archive.filed.withLock { $0.map(\.reports) } == [["rig/aggregated_report.json"]])
        #expect(inbox.content(".receipts/rig/benchd.yaml.json")?.contains("\"attached\"") == true)
        #expect(try !isStaged(late, in: staged) && !archive.staging.hasFile(file.name))
    }

    @Test func `and stays staged while there is no run`() throws {
        archive.run.withLock { $0 = nil }
        var staged = StagedDrops()
        let late = try config("rig/e.zip", in: &staged)
        let filing = filing(SetbackLog(condition: condition))
        let result = filing.attach(late, from: &staged, in: try folders())
        #expect(result == .noRun)
        #expect(isStaged(late, in: staged) && inbox.content(".receipts/rig/e.zip.json") == nil)
    }
}

@Suite struct `Rejecting a drop` {
    let inbox: TemporaryInbox
    let condition = Condition(log: silent)
    let problem = Problem(.reportSyntax, "bad")

    init() throws { inbox = try TemporaryInbox() }

    private func member(_ path: FilePath) throws -> DropMember {
        DropMember(
            path: path, sight: try inbox.drop(path, "x"), ticket: nil, problem: problem,
            digest: Digest.of(Array("x".utf8)))
    }

    @Test func `moves it away with its reason`() throws {
        let folders = try InboxFolders(root: inbox.directory, links: Links())
        var rejecting = DropRejecting(setbacks: SetbackLog(condition: condition), log: silent)
        let result = rejecting.keep([try member("rig/a.json")], problem, in: folders)
        #expect(result == .kept)
        #expect(inbox.content("rig/a.json") == nil && rejecting.nextRetry == nil)
        #expect(inbox.content(".receipts/rig/a.json.json")?.contains("\"rejected\"") == true)
    }

    @Test func `goes on after a failure of the storage`() throws {
        let folders = try InboxFolders(root: inbox.directory, links: Links())
        let setbacks = SetbackLog(condition: condition)
        var rejecting = DropRejecting(setbacks: setbacks, log: silent)
        let member = try member("rig/a.json")
        try inbox.directory.directory(".rejected").removeContents()
        try inbox.directory.removeDirectory(".rejected")
        let first = rejecting.keep([member], problem, in: folders)
        #expect(first == .failed)
        #expect(rejecting.nextRetry != nil && rejecting.isUnfinished("rig/a.json"))
        setbacks.publish()
        #expect(condition.troubles.count == 1)

        let mended = try InboxFolders(root: inbox.directory, links: Links())
        let isFinished = rejecting.resume(in: mended)
        #expect(isFinished)
        #expect(rejecting.nextRetry == nil && !rejecting.isUnfinished("rig/a.json"))
        let second = rejecting.keep([member], problem, in: mended)
        #expect(second == .kept)
        #expect(inbox.content("rig/a.json") == nil)
    }
}

@Suite struct `A file that was touched after filing` {
    private func sight(changed: Int, byteCount: Int = 3) -> FileSight {
        var status = stat()
        status.st_mode = S_IFREG
        status.st_size = byteCount
        status.st_ctim.tv_nsec = changed
        return FileSight(FileStatus(status))
    }

    private func member(_ sight: FileSight) -> DropMember {
        DropMember(path: "a.json", sight: sight, ticket: nil, problem: nil, digest: nil)
    }

    @Test func `is what it was when it was filed, once`() {
        var touched = TouchedSources()
        touched.note(["a.json": sight(changed: 7)])
        let first = touched.changed(member(sight(changed: 9)))
        #expect(first == 7)
        let second = touched.changed(member(sight(changed: 9)))
        #expect(second == 9)
    }

    @Test func `is another file when more than its ctime changed`() {
        var touched = TouchedSources()
        touched.note(["a.json": sight(changed: 7)])
        let changed = touched.changed(member(sight(changed: 9, byteCount: 4)))
        #expect(changed == 9)
    }
}
