import HTTP
import Model
import System

/// What benchd has counted and measures, for Prometheus; names and meanings are in docs/operations.md.
struct MetricsAPI: Sendable {
    let runs: RunReader
    let inbox: any InboxStatus
    let requests: RequestTally
    let events: EventHub
    let accessLog: AccessLog?
    let versions: Versions
    /// What the server does; nil while it has not begun to answer.
    let server: ServerState?

    /// The metrics, in the format that the request asks for.
    func metrics(_ request: Request) throws(Problem) -> Response {
        let exposition = Exposition(accept: request.headers["Accept"])
        let size = try runs.size()
        let families =
            [build] + requestFamilies + serverFamilies + filingFamilies + libraryFamilies(size) + Self.process
        var response = Response(type: exposition.contentType, bytes: exposition.bytes(families))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept"
        return response
    }

    private var build: MetricFamily {
        var build = MetricFamily("benchd_build", .info, "The versions that benchd is made of.")
        build.add(
            1,
            [
                "version": versions.benchd, "libmicrohttpd": versions.libmicrohttpd,
                "sqlite": versions.sqlite, "libarchive": versions.libarchive,
            ])
        return build
    }

    private var requestFamilies: [MetricFamily] {
        let counts = requests.counts
        var total = MetricFamily(
            "benchd_http_requests", .counter, "Requests that are over; status none: the client was gone.")
        var durations = MetricFamily(
            "benchd_http_request_duration_seconds", .histogram, unit: "seconds",
            "From the end of a request's header to the end of its answer.")
        var sent = MetricFamily(
            "benchd_http_response_content_bytes", .counter, unit: "bytes",
            "Content of answers whose size was known beforehand.")
        var received = MetricFamily(
            "benchd_http_request_content_bytes", .counter, unit: "bytes", "Content of requests.")
        let rows = counts.requests.counts.map { key, count in
            (key: key, status: key.status.map { String($0) } ?? "none", count: count)
        }
        for row in rows.sorted(by: {
            ($0.key.route, $0.key.method, $0.status) < ($1.key.route, $1.key.method, $1.status)
        }) {
            total.add(
                Double(row.count), ["route": row.key.route, "method": row.key.method, "status": row.status])
        }
        for (route, counts) in counts.routes.sorted(by: { $0.key < $1.key }) {
            durations.add(counts.durations, ["route": route])
            sent.add(Double(counts.contentByteCount), ["route": route])
            received.add(Double(counts.receivedByteCount), ["route": route])
        }
        return [total, durations, sent, received]
    }

    private var serverFamilies: [MetricFamily] {
        var connections = MetricFamily("benchd_http_connections", .gauge, "Open connections by what they do.")
        var waiting = MetricFamily("benchd_http_answers_waiting", .gauge, "Answers that wait for a worker.")
        if let state = server {
            for name in Self.activities {
                connections.add(Double(state.connections[name.key] ?? 0), ["state": name.value])
            }
            waiting.add(Double(state.waitingAnswerCount))
        }
        var listeners = MetricFamily("benchd_events_listeners", .gauge, "Clients of the event stream.")
        listeners.add(Double(events.listenerCount))
        var dropped = MetricFamily(
            "benchd_access_log_dropped_lines", .counter,
            "Lines that the access log has lost because its disk was slow.")
        if let accessLog { dropped.add(Double(accessLog.droppedCount)) }
        return [connections, waiting, listeners, dropped]
    }

    private static let activities: KeyValuePairs = [
        "idle": "idle", "sendingHeader": "sending_header", "sendingBody": "sending_body",
        "sendingRefusedBody": "sending_refused_body", "waiting": "waiting", "receiving": "receiving",
        "streaming": "streaming",
    ]

    private var filingFamilies: [MetricFamily] {
        let gauges = inbox.gauges()
        var drops = MetricFamily("benchd_drops", .counter, "Drops that have ended, each with its notice.")
        var uploads = MetricFamily("benchd_uploads", .counter, "Uploads that have ended.")
        for outcome in Outcome.Kind.allCases {
            drops.add(Double(gauges.ended.drops[outcome]), ["outcome": outcome.rawValue])
            uploads.add(Double(gauges.ended.uploads[outcome]), ["outcome": outcome.rawValue])
        }
        var rejections = MetricFamily("benchd_rejections", .counter, "Rejected drops and uploads by problem.")
        for kind in Problem.Kind.allCases where gauges.ended.rejections[kind] > 0 {
            rejections.add(Double(gauges.ended.rejections[kind]), ["type": kind.name])
        }
        var lag = MetricFamily(
            "benchd_filing_lag_seconds", .histogram, unit: "seconds",
            "From the last change of a dropped file to its notice.")
        lag.add(gauges.ended.lag)
        var files = MetricFamily("benchd_inbox_files", .gauge, "Files in the inbox by where they stand.")
        for stage in InboxState.Stage.allCases {
            files.add(Double(gauges.files[stage] ?? 0), ["state": stage.rawValue])
        }
        var jobs = MetricFamily(
            "benchd_filing_jobs_waiting", .gauge, "Work that waits for the filing thread.")
        jobs.add(Double(gauges.waitingJobCount))
        var free = MetricFamily("benchd_free_bytes", .gauge, unit: "bytes", "Free space of the folders.")
        for (folder, count) in gauges.freeByteCounts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            free.add(Double(count), ["folder": folder.rawValue])
        }
        var troubles = MetricFamily(
            "benchd_troubles", .gauge, "Troubles at this moment; those that stop work, and others.")
        let current = inbox.troubles()
        for kind in Trouble.Part.Kind.allCases {
            troubles.add(
                Double(current.count { $0.part.kind == kind }),
                ["kind": kind.rawValue, "stops_work": kind == .work ? "yes" : "no"])
        }
        return [drops, uploads, rejections, lag, files, jobs, free, troubles]
    }

    private func libraryFamilies(_ size: LibrarySize) -> [MetricFamily] {
        var count = MetricFamily("benchd_runs", .gauge, "Runs that are filed.")
        count.add(Double(size.runCount))
        var filed = MetricFamily(
            "benchd_filed_bytes", .gauge, unit: "bytes", "Reports that are filed, without config archives.")
        filed.add(Double(size.filedByteCount))
        var catalog = MetricFamily("benchd_catalog_bytes", .gauge, unit: "bytes", "The catalog on disk.")
        catalog.add(Double(size.catalogByteCount))
        var backup = MetricFamily(
            "benchd_last_backup_timestamp_seconds", .gauge, unit: "seconds",
            "When the last backup that was whole began, in seconds since 1970; nothing while none is known.")
        if let last = runs.lastBackup { backup.add(Double(last.at.milliseconds) / 1000) }
        return [count, filed, catalog, backup]
    }

    private static var process: [MetricFamily] {
        let usage = ProcessUsage.now()
        var cpu = MetricFamily("process_cpu_seconds", .counter, unit: "seconds", "CPU time of the process.")
        cpu.add(usage.processorSeconds)
        var memory = MetricFamily(
            "process_resident_memory_bytes", .gauge, unit: "bytes", "Resident memory of the process.")
        if let count = usage.residentByteCount { memory.add(Double(count)) }
        var open = MetricFamily("process_open_fds", .gauge, "Open descriptors of the process.")
        if let count = usage.descriptorCount { open.add(Double(count)) }
        var limit = MetricFamily("process_max_fds", .gauge, "Descriptors that the process may have.")
        limit.add(Double(usage.descriptorLimit))
        var start = MetricFamily(
            "process_start_time_seconds", .gauge, unit: "seconds", "When the process began, since 1970.")
        if let seconds = usage.startSeconds { start.add(seconds) }
        return [cpu, memory, open, limit, start]
    }
}

/// The versions of what benchd is made of.
package struct Versions: Equatable, Sendable {
    let benchd: String
    let libmicrohttpd: String
    let sqlite: String
    let libarchive: String

    /// Makes the value from its fields; nothing is checked.
    package init(benchd: String, libmicrohttpd: String, sqlite: String, libarchive: String) {
        self.benchd = benchd
        self.libmicrohttpd = libmicrohttpd
        self.sqlite = sqlite
        self.libarchive = libarchive
    }
}
