import Alerts
import Analysis
import Archives
import Glibc
import HTTP
import Ingest
import Model
import Store
import System
import Web

/// `benchd serve`: the daemon.
enum ServeCommand: Command {
    static let name = "serve"
    static let synopsis = "[options]"
    static let summary = "Watch the inbox, file what arrives, and serve it."
    static let options =
        [
            Option("--inbox", "DIR", default: "inbox", "Where rigs drop reports and config archives."),
            Option("--data", "DIR", default: "data", "Where runs are filed."),
            StoreOption.option,
            Option("--templates", "DIR", default: "templates", "The pages and their assets."),
            Option(
                "--listen", "HOST:PORT", default: "127.0.0.1:8000",
                "Where to serve; port 0 takes any free one."),
        ] + AccessOptions.all + [
            Option(
                "--watch", "auto|poll", default: "auto", "Watch the inbox by inotify, or by polling alone."),
            Option("--rescan", "TIME", default: "5min", "Time between scans of the whole inbox; 0 for none."),
            Option("--poll", "TIME", default: "500ms", "How often to look at an inbox that is polled."),
            Option("--settle", "TIME", default: "500ms", "Quiet after which a file counts as finished."),
            Option(
                "--settle-truncated", "TIME", default: "30s", "Quiet after which a cut-off file is rejected."),
            Option("--pair-wait", "TIME", default: "1s", "How long report and config wait for each other."),
            Option(
                "--late-config", "TIME", default: "10min",
                "How long after its report a config is still attached."
            ),
            Option("--orphan-wait", "TIME", default: "10min", "How long a config waits for its report."),
            Option("--max-report", "SIZE", default: "256MiB", "Largest report."),
        ] + ArchiveOptions.all + [
            Option("--keep-receipts", "TIME", default: "30d", "How long notices are kept; 0 for ever."),
            Option("--keep-rejected", "TIME", default: "0", "How long rejected drops are kept; 0 for ever."),
            Option(
                "--scrub", "TIME", default: "30d",
                "Time in which every filed file is verified in the background; 0 for never."),
            Option(
                "--min-free", "SIZE", default: "64MiB",
                "What stays free on the disks of inbox and data; 0 for nothing."
            ),
            Option(
                "--rules", "FILE", default: "", "What is watched for, and who is notified; none without it."),
            Option(
                "--backup-within", "TIME", default: "0",
                "How old the last backup may be before health says so; 0 for never."),
            Option("--access-log", "FILE", default: "", "Where requests are logged; - for standard output."),
            Option("--access-log-format", "common|json", default: "common", "How they are logged."),
            Option("--stop-wait", "TIME", default: "10s", "How long SIGTERM waits for requests under way."),
        ]

    static func run(_ values: OptionValues) throws -> Int32 {
        try values.expectNoArguments(of: name)
        let ingestSettings = try ingestSettings(values)
        let data = try dataFolder(values, inbox: ingestSettings.inbox)
        let store = try StoreOption.chosen(values)
        let stopWait = try values.duration("--stop-wait")
        let rules = ReadingOptions.text(values, "--rules").map { FilePath($0) }
        let accessLog = try accessLog(values)
        let environment = ProcessEnvironment.variables
        let listening = try Listening(values, environment: environment)
        let access = try AccessOptions.chosen(values, environment: environment)
        var signals = TerminationSignals()
        let limits = ServerLimits(descriptorCount: DescriptorLimit.raise())
        Memory.keepLittle()
        let log = StandardErrorLog.sink(environment: environment)
        if let warning = StoreOption.warning(values) { log(.warning, warning) }
        let manager = ServiceManager(environment: environment)

        let templates = FilePath(values.text("--templates"))
        let startUp = try StartUp {
            let services = try Services(
                ingestSettings, store: store, data: data, rules: rules, environment: environment, log: log
            ) {
                WebSettings(
                    address: listening.address, templates: templates, inbox: ingestSettings.inbox,
                    access: access.settings, reportLimit: ingestSettings.reportLimit,
                    configLimit: ingestSettings.archiveLimits.byteCount, versions: Version.all,
                    quarantined: $0, links: ingestSettings.links, limits: limits,
                    accessLog: accessLog, passedSocket: listening.passedSocket)
            }
            StandardStream.output.write("benchd: listening on \(services.web.url)\n")
            manager.notify("READY=1")
            try Watchdog.start(manager, watching: services.ingest)
            return services
        }
        while true {
            switch signals.next() {
            case .started: _ = try startUp.started()
            case .reload:
                guard let services = try startUp.started() else { continue }
                manager.reloading { services.reload(access, log: log) }
            case .stop:
                manager.notify("STOPPING=1")
                log(.info, "stopping")
                try startUp.take()?.stop(within: stopWait, log: log)
                log(.info, "stopped")
                return 0
            }
        }
    }

    private static func dataFolder(_ values: OptionValues, inbox: FilePath) throws(UsageError) -> FilePath {
        let data = FilePath(values.text("--data"))
        guard !data.resolved.isBelow(inbox.resolved) else {
            throw UsageError(
                message: "--data \(data) lies in the inbox, where runs would be taken for drops;"
                    + " give it another place")
        }
        return data
    }

    /// What runs between start and stop.
    private struct Services: Sendable {
        let ingest: InboxSuccession
        let web: WebService
        let following: ServedLibrary.Following
        let alerts: AlertService
        /// Nil where the data folder can have none.
        let control: LineServer?

        init(
            _ ingestSettings: IngestSettings, store: String, data: FilePath, rules: FilePath?,
            environment: [String: String], log: @escaping LogSink,
            webSettings: (_ quarantined: Set<RunID>) -> WebSettings
        ) throws {
            let condition = Condition(log: log)
            let served = try ServedLibrary(
                store: store, data: data, ingestSettings, condition, log: log)
            let library = served.library
            let quarantined = handleFatalSignals(data, environment: environment, log: log)
            let folder = try Directory(data)
            ingest = try InboxSuccession(
                InboxSuccession.Parts(
                    settings: ingestSettings, library: library, records: folder, condition: condition,
                    log: log), mayWait: library.isShared)
            alerts = try AlertService(
                rules,
                AlertService.Parts(
                    Answers(library), ingest, in: folder, documents: served.documents,
                    links: ingestSettings.links),
                log: log)
            web = try WebService(
                library: library, intake: ingest, alerts: alerts, settings: webSettings(quarantined), log: log
            )
            control = ControlSocket.serve(library, alerts, in: folder, log: log)
            following = try served.beginFollowing(log: log)
        }

        func reload(_ access: AccessOptions.Chosen, log: LogSink) {
            log(.info, "reloading templates, tokens and rules, and opening the access log again")
            if let note = access.reloadNote { log(.warning, note) }
            web.reloadTemplates()
            web.reloadTokens()
            web.reopenAccessLog()
            alerts.reload()
        }

        func stop(within wait: Duration, log: @escaping LogSink) throws {
            try LastResort.arm(after: wait, log: log) { [weak ingest] in
                ingest?.underWay ?? []
            }
            ingest.beginStopping()
            following.beginStopping()
            alerts.beginStopping()
            control?.stop()
            web.stop(within: wait)
            ingest.stop()
            following.stop()
            alerts.stop()
        }
    }

    /// Before any thread that works on what came from outside; returns the runs on which such a signal has ended this version before.
    private static func handleFatalSignals(
        _ data: FilePath, environment: [String: String], log: LogSink
    ) -> Set<RunID> {
        let prefix = StandardErrorLog.prefixOfFatalLine(environment: environment)
        let version = Version.text
        do throws(FileError) {
            let record = try FatalRecord(in: data, version: version)
            let runs = record.runs
            FatalSignals.handle(
                prefix: prefix, version: version, log: StandardStream.error.rawValue, record: record)
            for run in runs.sorted() {
                log(
                    .warning,
                    "the run \(run) is shown as text, because benchd \(version) ended while it worked on that run;"
                        + " \(data.appending(FatalRecord.name)) lists it")
            }
            return runs
        } catch {
            FatalSignals.handle(
                prefix: prefix, version: version, log: StandardStream.error.rawValue, record: nil)
            log(.error, "cannot note which runs end benchd: \(error)")
            return []
        }
    }

    private static func accessLog(
        _ values: OptionValues
    ) throws(UsageError) -> (AccessLogPlace, AccessLogFormat)? {
        let format = try values.value(
            "--access-log-format", example: "common or json", AccessLogFormat.init(rawValue:))
        let place = values.text("--access-log")
        return place.isEmpty ? nil : (AccessLogPlace(place), format)
    }

    private static func ingestSettings(_ values: OptionValues) throws(UsageError) -> IngestSettings {
        var settings = IngestSettings(inbox: absolute(values.text("--inbox")))
        settings.links = try AccessOptions.links(values)
        settings.watch = try values.value("--watch", example: "auto or poll", IngestSettings.Watch.init)
        settings.rescan = try nonzero(values.duration("--rescan"))
        settings.poll = try values.value("--poll", example: "500ms, and not 0") { text in
            Quantity.duration(text).flatMap(nonzero)
        }
        settings.settle = try values.duration("--settle")
        settings.settleTruncated = try values.duration("--settle-truncated")
        settings.pairWait = try values.duration("--pair-wait")
        settings.lateConfig = try values.duration("--late-config")
        settings.orphanWait = try values.duration("--orphan-wait")
        settings.reportLimit = try values.byteCount("--max-report")
        settings.keepReceipts = try nonzero(values.duration("--keep-receipts"))
        settings.keepRejected = try nonzero(values.duration("--keep-rejected"))
        settings.scrub = try nonzero(values.duration("--scrub"))
        settings.reserve = try values.byteCount("--min-free")
        settings.backupWithin = try nonzero(values.duration("--backup-within"))
        settings.archiveLimits = try ArchiveOptions.limits(values)
        return settings
    }

    /// 0 stands for never.
    private static func nonzero(_ duration: Duration) -> Duration? { duration == .zero ? nil : duration }

    /// The empty page's commands and the watch need the path whatever the working directory is.
    ///
    /// Its last component must be its name: the watch looks for that in the directory above.
    private static func absolute(_ path: String) -> FilePath {
        let whole =
            path.hasPrefix("/")
            ? FilePath(path) : (ProcessEnvironment.workingDirectory ?? "/").appending(path)
        return whole.components.filter { $0 != "." }.reduce("/") { $0.appending($1) }
    }
}
