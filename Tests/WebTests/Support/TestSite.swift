import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Archives
@testable import HTTP
@testable import Model
@testable import Reports
@testable import Store
@testable import System
@testable import Web

/// benchd's web side on a store of its own, in a folder that is removed with it; it answers in memory.
final class TestSite: Sendable {
    let folder: URL
    let store: Store
    let intake: TestIntake
    let site: Site
    let settings: WebSettings
    /// What was logged, newest last.
    let messages = Messages()
    private let transport: MemoryTransport

    /// The repository's templates.
    static let templates = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "templates")

    init(
        isLoopback: Bool = true, isOpenForUploads: Bool = false, reportLimit: Int = 1 << 24,
        configLimit: Int = 1 << 20, templates: URL = templates, base: String = "",
        access: AccessSettings = AccessSettings(), tokens: String = ""
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "benchd-web-\(UUID())")
        let uploads = folder.appending(path: "inbox/.uploads")
        try FileManager.default.createDirectory(at: uploads, withIntermediateDirectories: true)
        store = try Store.open(
            FilePath(folder.appending(path: "data").path), limits: ArchiveLimits(byteCount: 1 << 24)
        ).store
        intake = TestIntake(store: store, uploads: try Directory(FilePath(uploads.path)))
        var access = access
        access.isOpenForUploads = isOpenForUploads
        var table = TokenTable()
        try TokenFile.read(Array(tokens.utf8), of: "tokens", into: &table)
        settings = WebSettings(
            address: ListenAddress(host: isLoopback ? "127.0.0.1" : "0.0.0.0", port: 0),
            templates: FilePath(templates.path), inbox: "/srv/my inbox", access: access,
            reportLimit: reportLimit, configLimit: configLimit,
            versions: Versions(benchd: "1.2.3", libmicrohttpd: "0.1", sqlite: "0.2", libarchive: "0.3"),
            links: Links(base: base))
        site = try Site(
            library: store, intake: intake, settings: settings, address: settings.address,
            isLoopback: isLoopback, tokens: table,
            look: try Look(in: settings.templates, settings.links, isClosed: access.isClosed),
            log: { [messages] in messages.add("\($1)") })
        transport = MemoryTransport(site)
    }

    /// Another site over the same runs, which does not open some of them.
    func another(quarantined: Set<RunID>) throws -> Site {
        let settings = WebSettings(
            address: settings.address, templates: settings.templates, inbox: settings.inbox,
            access: settings.access, reportLimit: settings.reportLimit,
            configLimit: settings.configLimit, versions: settings.versions, quarantined: quarantined,
            links: settings.links)
        return try Site(
            library: store, intake: intake, settings: settings, address: settings.address, isLoopback: true,
            look: try Look(in: settings.templates, settings.links), log: { _, _ in })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What is spooled at the moment.
    var spooled: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "inbox/.uploads").path))
            ?? []
    }

    /// The answer to one request; `headers` are lines.
    func request(
        _ method: String, _ target: String, _ headers: String = "", body: [UInt8] = [], peer: Peer = .local
    ) throws -> RawResponse {
        let request = Request(method, target, lines: headers, bodySize: body.count, peer: peer)
        return try transport.send(request, body: body)
    }

    func get(_ target: String, _ headers: String = "") throws -> RawResponse {
        try request("GET", target, headers)
    }

    /// Files a run as ingest does.
    @discardableResult
    func file(
        _ report: [UInt8], config: [UInt8]? = nil, source: String? = "rig",
        at milliseconds: Int64 = 1_800_000_000_000,
        warnings: [Problem] = []
    ) throws -> RunID {
        try intake.file(
            TestIntake.stage(report, in: store.staging),
            config: config.map { try TestIntake.stage($0, in: store.staging) },
            source: source, at: Timestamp(milliseconds: milliseconds), warnings: warnings)
    }

    /// A file of a real run.
    static func fixture(_ name: String, of run: String = "minute-baseline") throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.appending(path: "../examples/\(run)/\(name)")))
    }
}

/// Stands in for ingest: judges and files on a thread of its own, and tells of an inbox what it is told.
final class TestIntake: Intake {
    func spool() -> Directory { uploads }

    let store: Store
    let inbox = Mutex(
        InboxState(
            items: [], itemCount: 0, rejected: [], rejectedCount: 0, watch: InboxState.Watch(mode: .inotify)))
    let current = Mutex<[Trouble]>([])
    let noRoom = Mutex<Problem?>(nil)
    let configProblems = Mutex<[Problem]>([])
    let spoolingFailures = Mutex<[FileError]>([])

    let tally = FilingTally()
    let inboxListeners = Listeners<Void>()
    let troubleListeners = Listeners<TroubleNews>()
    private let uploads: Directory

    init(store: Store, uploads: Directory) {
        self.store = store
        self.uploads = uploads
    }

    func inboxState(from start: InboxStart) -> InboxState { inbox.withLock { $0 } }

    func troubles() -> [Trouble] { current.withLock { $0 } }

    func gauges() -> IngestGauges {
        IngestGauges(ended: tally.counts, files: [.arriving: 2], freeByteCounts: [.data: 1_000])
    }

    func whenInboxChanges(_ call: @escaping @Sendable () -> Void) { inboxListeners.add(call) }

    func whenTroublesChange(_ call: @escaping @Sendable (TroubleNews) -> Void) { troubleListeners.add(call) }

    func objection(toUploadOf byteCount: Int) -> Problem? { noRoom.withLock { $0 } }

    func noteSpoolingFailure(_ error: FileError) { spoolingFailures.withLock { $0.append(error) } }

    func take(_ drop: UploadedDrop, _ reply: @escaping @Sendable (Result<Outcome, Problem>) -> Void) {
        configProblems.withLock { $0 += drop.warnings }
        _ = try? WorkThread(name: "test") { [self] in
            do {
                let config = try drop.config?.moved(into: store.staging)
                let id = try file(
                    try drop.report.moved(into: store.staging), config: config, source: drop.source,
                    at: .now(),
                    warnings: [])
                reply(.success(.filed(.accepted, id)))
            } catch let problem as Problem {
                reply(.success(.rejected(problem)))
            } catch {
                reply(.failure(Problem(.storageFailed, "\(error)")))
            }
        }
    }

    func file(
        _ report: StagedFile, config: StagedFile?, source: String?, at filed: Timestamp, warnings: [Problem]
    ) throws -> RunID {
        let receipt = Receipt(
            id: store.nextID(at: filed), filed: filed, source: source, origin: .upload, report: report.file,
            config: config?.file, warnings: warnings)
        do {
            // Not `file(_:at:)`, which files the same bytes once.
            try store.commit(receipt, JudgedDrop(staged: report, config: config))
        } catch is ReportFault {
            report.discard()
            config?.discard()
            throw Problem(.reportShape, "This is no report.")
        }
        return receipt.id
    }

    static func stage(_ bytes: [UInt8], in directory: Directory) throws -> StagedFile {
        var writer = try StagedWriter(FilePath("test-\(UUID())"), in: directory)
        try writer.write(bytes[...])
        return try writer.finish()
    }
}
