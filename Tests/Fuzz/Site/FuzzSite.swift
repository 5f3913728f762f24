import Glibc

@testable import Analysis
@testable import Archives
@testable import HTTP
@testable import Model
@testable import Reports
@testable import Store
@testable import System
@testable import Web

/// benchd's web side on a store in memory, asked without sockets.
final class FuzzSite {
    let store: Store
    let site: Site
    private let folder: FilePath
    private let spool: Directory

    /// A site without runs.
    init() {
        var name = Array("/dev/shm/benchd-fuzz-XXXXXX".utf8CString)
        guard let made = mkdtemp(&name) else { fatalError("mkdtemp failed") }
        folder = FilePath(String(cString: made))
        do {
            let root = try Directory(folder)
            spool = try root.makingDirectory("spool")
            store = try Store.open(folder.appending("data"), limits: ArchiveLimits(byteCount: 1 << 20)).store
            guard let address = ListenAddress("127.0.0.1:8000") else { fatalError("no address") }
            var access = AccessSettings()
            access.isOpenForUploads = true
            let settings = WebSettings(
                address: address, templates: "templates", inbox: "/srv/inbox", access: access,
                reportLimit: 1 << 16, configLimit: 1 << 16,
                versions: Versions(benchd: "fuzz", libmicrohttpd: "", sqlite: "", libarchive: ""))
            site = try Site(
                library: store, intake: FuzzIntake(directory: spool), settings: settings, address: address,
                isLoopback: true, look: try Look(in: "templates", settings.links), log: { _, _ in })
        } catch {
            fatalError("\(error)")
        }
    }

    deinit {
        do throws(FileError) {
            let root = try Directory(folder)
            try root.removeContents()
            rmdir("\(folder)")
        } catch {
            fatalError("\(error)")
        }
    }

    /// Whether nothing is left of uploads.
    var isSpoolEmpty: Bool { (try? spool.names().isEmpty) ?? false }

    /// Judges a report as ingest does; files it where it is one.
    func file(_ bytes: [UInt8], config: [UInt8]? = nil) -> Result<RunID, ReportFault> {
        do {
            let staged = try stage(bytes, "report")
            var builder = ReadingsBuilder()
            let outline: Report
            do {
                outline = try ReportReader.read(
                    staged.open(), path: staged.path, limit: 1 << 20, items: { builder.add($0) })
            } catch let fault as ReportFault {
                staged.discard()
                return .failure(fault)
            }
            let now = Timestamp.now()
            let archive = try config.map { bytes in
                let staged = try stage(bytes, "config")
                let limits = ArchiveLimits(byteCount: 1 << 20)
                let read = try ConfigInspector.read(staged.open(), path: staged.path, limits: limits)
                return JudgedConfig(staged: staged, listing: read.listing, vars: read.vars)
            }
            let receipt = Receipt(
                id: store.nextID(at: now), filed: now, source: "rig", origin: .upload, report: staged.file,
                config: archive?.staged.file)
            let drop = JudgedDrop(
                report: staged, outline: outline, readings: builder.finish(), config: archive,
                source: "rig", origin: .upload, warnings: [])
            try store.commit(receipt, drop)
            return .success(receipt.id)
        } catch {
            fatalError("\(error)")
        }
    }

    private func stage(_ bytes: [UInt8], _ name: FilePath) throws -> StagedFile {
        var writer = try StagedWriter(name, in: store.staging)
        try writer.write(bytes[...])
        return try writer.finish()
    }
}

/// Takes uploads and forgets them.
private struct FuzzIntake: Intake {
    let directory: Directory

    func spool() -> Directory { directory }

    func take(_ drop: UploadedDrop, _ answer: @escaping @Sendable (Result<Outcome, Problem>) -> Void) {
        drop.report.discard()
        drop.config?.discard()
        answer(.success(.rejected(Problem(.reportShape, "It is thrown away."))))
    }

    func inboxState(from start: InboxStart) -> InboxState {
        InboxState(
            items: [], itemCount: 0, rejected: [], rejectedCount: 0, watch: InboxState.Watch(mode: .inotify))
    }

    func troubles() -> [Trouble] { [] }

    func gauges() -> IngestGauges { IngestGauges(ended: FilingTally().counts) }

    func whenInboxChanges(_ call: @escaping @Sendable () -> Void) {}

    func whenTroublesChange(_ call: @escaping @Sendable (TroubleNews) -> Void) {}

    func objection(toUploadOf byteCount: Int) -> Problem? { nil }

    func noteSpoolingFailure(_ error: FileError) {}
}

func require(_ holds: Bool, _ message: @autoclosure () -> String) {
    guard holds else { fatalError(message()) }
}
