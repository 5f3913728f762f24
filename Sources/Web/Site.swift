import HTTP
import JSON
import Model
import Store
import Synchronization
import System
import Templates

/// Answers requests.
final class Site: RequestHandler {
    private let runs: RunReader
    private let api: RunAPI
    private let listPage: RunListPage
    private let inbox: InboxReader
    private let inboxPage: InboxPage
    private let health: HealthAPI
    private let quarantine: Quarantine
    private let policy: UploadPolicy
    private let uploads: UploadSettings
    private let log: LogSink
    private let look: Mutex<Look>

    /// A site of a store, for a listener that only this machine reaches or not.
    init(
        store: Store, intake: any Intake, settings: WebSettings, address: ListenAddress, isLoopback: Bool,
        look: Look, log: @escaping LogSink
    ) {
        runs = RunReader(store: store, log: log)
        api = RunAPI(runs: runs)
        quarantine = Quarantine(ids: settings.quarantined, runs: runs)
        inbox = InboxReader(runs: runs, intake: intake, log: log)
        inboxPage = InboxPage(reader: inbox, inbox: settings.inbox)
        health = HealthAPI(
            runs: runs, intake: intake, version: settings.version, quarantined: settings.quarantined)
        policy = UploadPolicy(isLoopback: isLoopback, isOpenForAll: settings.isOpenForUploads)
        listPage = RunListPage(runs: runs, policy: policy, inbox: settings.inbox, address: address)
        uploads = UploadSettings(
            reportLimit: settings.reportLimit, configLimit: settings.configLimit, intake: intake)
        self.log = log
        self.look = Mutex(look)
    }

    /// Shows pages with another look from now on.
    func show(_ newLook: Look) {
        look.withLock { $0 = newLook }
    }

    func answer(to request: Request) -> Answer {
        WorkNote.during("\(request.method) \(request.target)") { answered(request) }
    }

    private func answered(_ request: Request) -> Answer {
        let look = look.withLock { $0 }
        guard let route = Route(path: request.path) else {
            return .response(Self.nothing(at: request).response(to: request, templates: look.templates))
        }
        guard route.methods.contains(request.method) else {
            return .response(Self.methodNotAllowed(request, route, look.templates))
        }
        if route == .upload { return upload(request, look.templates) }
        if route.isCheap { return .response(answer(route, request, look)) }
        return .work { [self] in
            WorkNote.during("\(request.method) \(request.target)") { answer(route, request, look) }
        }
    }

    private func answer(_ route: Route, _ request: Request, _ look: Look) -> Response {
        do throws(Problem) {
            if let objection = try quarantine.objection(to: route, request) { throw objection }
            return try response(route, request, look)
        } catch {
            return error.response(to: request, templates: look.templates)
        }
    }

    func response(to fault: RequestFault, of request: Request) -> Response {
        Problem(fault).response(to: request, templates: look.withLock { $0.templates })
    }

    private func response(_ route: Route, _ request: Request, _ look: Look) throws(Problem) -> Response {
        switch route {
        case .runsPage: .page(look.templates.render(.runs, try listPage.context(request)))
        case .runPage(let run): .page(try DashboardPage.html(run, request, runs, look.templates))
        case .configFilesPage(let run):
            .page(look.templates.render(.configFiles, try ConfigFilesPage(runs: runs).context(run, request)))
        case .inboxPage: .page(look.templates.render(.inbox, try inboxPage.context(request)))
        case .inbox: try InboxAPI(reader: inbox).state(request)
        case .runList: try RunListAPI(runs: runs).list(request)
        case .report(let run): try api.report(run)
        case .config(let run): try api.config(run)
        case .configFiles(let run): try ConfigFilesAPI(runs: runs).list(run, request)
        case .configEntry(let run, let path): try ConfigFilesAPI(runs: runs).entry(run, path, request)
        case .configComparison:
            try ConfigComparisonAPI(reader: ConfigComparisonReader(runs: runs)).compare(request)
        case .configComparisonPage:
            .page(
                look.templates.render(
                    .configComparison, try ConfigComparisonPage(runs: runs).context(request)))
        case .receipt(let run): try api.receipt(run)
        case .summary(let run): try api.summary(run, request)
        case .series(let run): try api.series(run, request)
        case .part(let run): try api.part(run, request)
        case .health: try health.health()
        case .favicon: try asset(["favicon.svg"], request, look.assets)
        case .asset(let path): try asset(path, request, look.assets)
        case .upload: throw Problem(.internalError, "Uploads are not answered here.")
        }
    }

    private func upload(_ request: Request, _ templates: TemplateSet) -> Answer {
        if let objection = policy.objection(to: request) {
            return .response(objection.response(to: request, templates: templates))
        }
        // One that is too large is no matter of space.
        let byteCount = request.declaredBodySize ?? 0
        if byteCount <= uploads.formLimit,
            let objection = uploads.intake.objection(toUploadOf: Int(clamping: byteCount))
        {
            return .response(objection.response(to: request, templates: templates))
        }
        let form = UploadForm(uploads) { $0.response(to: request, templates: templates) }
        return .form(FormUpload(sizeLimit: uploads.formLimit, sink: form))
    }

    private func asset(_ path: [String], _ request: Request, _ assets: Assets) throws(Problem) -> Response {
        do throws(FileError) {
            if let response = try assets.response(path) { return response }
        } catch {
            log(.error, "\(error)")
            throw Problem(error)
        }
        throw Self.nothing(at: request)
    }

    private static func nothing(at request: Request) -> Problem {
        Problem(.notFound, "There is nothing at \(shown(request.target)).")
    }

    /// A part of a request line in a message.
    private static func shown(_ text: String) -> String {
        text.shortened(to: 200)
    }

    private static func methodNotAllowed(
        _ request: Request, _ route: Route, _ templates: TemplateSet
    ) -> Response {
        let methods = route.methods.joined(separator: ", ")
        let problem = Problem(
            .methodNotAllowed, "\(shown(request.target)) takes \(methods), not \(shown(request.method)).")
        var response = problem.response(to: request, templates: templates)
        response.headers["Allow"] = methods
        return response
    }
}

extension Response {
    /// A page of ours.
    fileprivate static func page(_ html: [UInt8]) -> Response {
        tagged(html, type: "text/html; charset=utf-8")
    }
}
