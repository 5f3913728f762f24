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

    private var settings: IngestSettings { IngestSettings(inbox: FilePath(inbox.url.path)) }

    private func filing(_ setbacks: SetbackLog) -> DropFiling {
        DropFiling(archive: archive, settings: settings, setbacks: setbacks, tally: FilingTally()) {
            [messages] _, text in messages.add(text)
        }
    }

    /// Puts a drop together and files it.
    private func file(
        _ report: DropMember, config: DropMember? = nil, notes: DropMember? = nil,
        from staged: inout StagedDrops
    ) throws -> FiledDrop {
        let ready = filing(SetbackLog(condition: condition)).assembled(
            report, config: config, notes: notes, changed: 7, from: &staged, in: try folders())
        let drop = try #require(ready)
        return FiledDrop(ready: drop, outcome: try archive.file(drop.drop, at: .now()))
    }

    /// Tells the rigs of drops that were filed, and removes the files.
    private func end(_ drops: [FiledDrop], in folders: InboxFolders) throws -> [SourceEnding.Ending] {
        let (pool, ended) = (try WorkPool(), Endings())
        let endings = SourceEndings(
            archive: archive, settings: settings, tally: FilingTally(),
            log: { [messages] _, text in messages.add(text) }, pool: pool,
            work: try OngoingWork(condition: condition), deliver: { ended.add($0) })
        endings.begin(drops, in: folders)
        pool.drain()
        return ended.all
    }

    private final class Endings: Sendable {
        private let list = Mutex<[SourceEnding.Ending]>([])
        var all: [SourceEnding.Ending] { list.withLock { $0 } }
        func add(_ ending: SourceEnding.Ending) { list.withLock { $0.append(ending) } }
    }

    private func worker(_ setbacks: SetbackLog, in folders: InboxFolders) throws -> DropWorker {
        let reserve = Reserve(
            byteCount: 0, data: Reserve.Disk(name: "data") { nil },
            inbox: Reserve.Disk(name: "inbox") { nil },
            condition: condition)
        let reader = DropReader(
            archive: archive, settings: settings, reserve: reserve,
            judging: JudgingRecord(in: try Directory(archive.folder.path), log: silent),
            configs: ConfigMemory())
        return DropWorker(
            inbox: FilingInbox(folders, settings: settings, log: silent) { _ in }, isRecovered: true,
            reader: reader, setbacks: setbacks, pool: try WorkPool(),
            work: try OngoingWork(condition: condition), stopping: Cancellation(), tally: FilingTally()
        ) { _ in }
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

    @Test func `files report and config as one run of the rig`() throws {
        var staged = StagedDrops()
        let members = (
            try report("rig-1/a/report.json", in: &staged), try config("rig-1/a/config.zip", in: &staged)
        )
        let filed = try file(members.0, config: members.1, from: &staged)
        #expect(
            archive.filed.withLock { $0 } == [
                .init(reports: ["rig-1/a/report.json"], source: "rig-1", hasConfig: true)
            ])
        #expect(!isStaged(members.0, in: staged) && !isStaged(members.1, in: staged))
        #expect(filed.ready.paths == ["rig-1/a/report.json", "rig-1/a/config.zip"])
    }

    @Test func `a drop that was filed gets its notice and its line, and leaves the inbox`() throws {
        var staged = StagedDrops()
        let drops = try ["rig-1/a", "rig-1/b", "rig-2"].map { (folder: FilePath) throws in
            try file(
                try report(folder.appending("report.json"), in: &staged),
                config: try config(folder.appending("config.zip"), in: &staged), from: &staged)
        }
        let ended = try end(drops, in: try folders())
        #expect(ended.map(\.result) == drops.map { DropResult.ended(paths: $0.ready.paths) })
        for folder in ["rig-1/a", "rig-1/b", "rig-2"] {
            #expect(inbox.content(".receipts/\(folder)/report.json.json")?.contains("\"accepted\"") == true)
            #expect(
                inbox.content("\(folder)/report.json") == nil && inbox.content("\(folder)/config.zip") == nil)
            #expect(
                messages.all.contains {
                    $0.hasPrefix("accepted \(folder)/report.json with \(folder)/config.zip as /")
                })
        }
        #expect(try inbox.directory.directory(".receipts/.new").names().isEmpty)
    }

    @Test func `a bad config becomes a warning, and costs the report nothing`() throws {
        var staged = StagedDrops()
        let problem = Problem(.configDamaged, "It ends too early.")
        let bad = DropMember(
            path: "b.zip", sight: try inbox.drop("b.zip", "x"), ticket: nil, problem: problem, digest: nil)
        let filed = try file(try report("b.json", in: &staged), config: bad, from: &staged)
        #expect(archive.filed.withLock { $0 } == [.init(reports: ["b.json"], warnings: [problem])])
        let folders = try folders()
        var worker = try worker(SetbackLog(condition: condition), in: folders)
        let failed = worker.end([(filed.ready, .success(filed.outcome))])
        #expect(failed.isEmpty)
        #expect(inbox.content(".receipts/b.json.json")?.contains("It ends too early.") == true)
        #expect(inbox.content(".receipts/b.zip.json")?.contains("\"rejected\"") == true)
    }

    @Test func `notes are filed with the report, and bad ones become a warning`() throws {
        var staged = StagedDrops()
        var mark = RunMark()
        mark.label = "night 3"
        let note = try archive.staging.stage(Array("label: night 3".utf8))
        let notes = member(
            "n/benchd.yaml", .notes(note, mark), in: &staged, try inbox.drop("n/benchd.yaml", "notes"))
        _ = try file(try report("n/report.json", in: &staged), notes: notes, from: &staged)
        let problem = MarkFault.tooManyTags.problem
        let bad = DropMember(
            path: "b_benchd.yaml", sight: try inbox.drop("b_benchd.yaml", "x"), ticket: nil,
            problem: problem, digest: nil)
        _ = try file(try report("b.json", in: &staged), notes: bad, from: &staged)
        #expect(archive.filed.withLock { $0.map(\.label) } == ["night 3", nil])
        #expect(archive.filed.withLock { $0.map(\.warnings) } == [[], [problem]])
        #expect(try !isStaged(notes, in: staged) && !archive.staging.hasFile(note.name))
    }

    @Test func `a failure of the storage is a trouble, writes no notice, and leaves nothing staged`() throws {
        let failure = LibraryError.file(FileError(operation: "fsync", path: "data/x", errno: EIO))
        var staged = StagedDrops()
        let setbacks = SetbackLog(condition: condition)
        let folders = try folders()
        let members = (try report("rig/c.json", in: &staged), try config("rig/c.zip", in: &staged))
        let drop = try file(members.0, from: &staged).ready
        archive.failure.withLock { $0 = failure }
        var worker = try worker(setbacks, in: folders)
        let failed = worker.end([(drop, .failure(failure))])
        #expect(failed == [.failed(paths: ["rig/c.json"])])
        let attached = filing(setbacks).attach(members.1, from: &staged, in: folders)
        #expect(attached == .failed)
        setbacks.publish()
        #expect(condition.troubles.map(\.detail).first?.contains("2 files wait in the inbox") == true)
        #expect(try folders.notices.hasNotice(of: "rig/c.json") == false)
        #expect(!isStaged(members.0, in: staged) && !isStaged(members.1, in: staged))
    }

    @Test func `a notice that cannot be written leaves the drop in the inbox`() throws {
        var staged = StagedDrops()
        let filed = try file(try report("rig/d.json", in: &staged), from: &staged)
        let folders = try folders()
        try inbox.directory.directory(".receipts").removeContents()
        try inbox.directory.removeDirectory(".receipts")
        let ended = try end([filed], in: folders)
        #expect(ended.map(\.result) == [.failed(paths: ["rig/d.json"])])
        #expect(ended.first?.failure?.path == "rig/d.json" && messages.all.isEmpty)
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
