import HTTP
import Model

/// The API: one function for each route of the table.
extension Site {
    private var run: RunAPI { RunAPI(runs: runs, links: links) }
    private var files: ConfigFilesAPI { ConfigFilesAPI(runs: runs, links: links) }

    func health(_ visit: Visit) throws(Problem) -> Response {
        try healthAPI.health(isWhole: visit.visitor.mayRead)
    }

    func readiness(_ visit: Visit) throws(Problem) -> Response {
        healthAPI.readiness(isWhole: visit.visitor.mayRead)
    }

    func metrics(_ visit: Visit) throws(Problem) -> Response {
        try MetricsAPI(
            runs: runs, inbox: inboxReader.status, requests: requests, events: events, accessLog: accessLog,
            versions: versions, server: serverState
        ).metrics(visit.request)
    }

    func events(_ visit: Visit) throws(Problem) -> Answer {
        try EventsAPI(hub: events, gate: gate).listen(visit.request)
    }

    func openAPI(_ visit: Visit) throws(Problem) -> Response {
        .json(APIDocument(routes: Route.all.map(\.described), links: links, version: healthAPI.version).json)
    }

    func inbox(_ visit: Visit) throws(Problem) -> Response {
        try InboxAPI(reader: inboxReader, links: links).state(visit.request)
    }

    func runList(_ visit: Visit) throws(Problem) -> Response {
        try RunListAPI(runs: runs, links: links).list(visit.request)
    }

    func export(_ visit: Visit) throws(Problem) -> Response {
        try ExportAPI(runs: runs, links: links).lines(visit.request)
    }

    func report(_ visit: Visit) throws(Problem) -> Response { try run.report(visit.run) }

    func config(_ visit: Visit) throws(Problem) -> Response { try run.config(visit.run) }

    func receipt(_ visit: Visit) throws(Problem) -> Response { try run.receipt(visit.run) }

    func summary(_ visit: Visit) throws(Problem) -> Response { try run.summary(visit.run, visit.request) }

    func audit(_ visit: Visit) throws(Problem) -> Response {
        try AuditAPI(runs: runs, links: links).findings(visit.run, visit.request)
    }

    func series(_ visit: Visit) throws(Problem) -> Response {
        try SeriesAPI(runs: runs, links: links).series(visit.run, visit.request)
    }

    func part(_ visit: Visit) throws(Problem) -> Response { try run.part(visit.run, visit.request) }

    func standing(_ visit: Visit) throws(Problem) -> Response {
        try answers.standing(visit.run, visit.request)
    }

    func comparison(_ visit: Visit) throws(Problem) -> Response { try answers.comparison(visit.request) }

    func trend(_ visit: Visit) throws(Problem) -> Response { try answers.trend(visit.request) }

    func plan(_ visit: Visit) throws(Problem) -> Response { try answers.plan(visit.request) }

    func configFiles(_ visit: Visit) throws(Problem) -> Response { try files.list(visit.run, visit.request) }

    func configEntry(_ visit: Visit) throws(Problem) -> Response {
        try files.entry(visit.run, visit.path.rest.joined(separator: "/"), visit.request)
    }

    func configComparison(_ visit: Visit) throws(Problem) -> Response {
        try ConfigComparisonAPI(reader: ConfigComparisonReader(runs: runs), links: links)
            .compare(visit.request)
    }

    func upload(_ visit: Visit) throws(Problem) -> FormUpload {
        // A form that is too large is no matter of space.
        let byteCount = visit.request.declaredBodySize ?? 0
        if byteCount <= uploads.formLimit,
            let objection = uploads.intake.objection(toUploadOf: Int(clamping: byteCount))
        {
            throw objection
        }
        let form = UploadSpooler(
            uploads, links, uploader: visit.visitor.uploader,
            isForm: Problem.prefersPage(visit.request.headers["Accept"])
        ) {
            $0.response(to: visit.request, visit.look)
        }
        return FormUpload(sizeLimit: uploads.formLimit, sink: form)
    }
}
