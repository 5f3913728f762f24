import Analysis
import HTTP
import JSON
import Model
import Synchronization
import System
import Templates

/// Answers requests, by the table of routes.
final class Site: RequestHandler {
    let links: Links
    let address: ListenAddress
    let runs: RunReader
    let inboxReader: InboxReader
    let healthAPI: HealthAPI
    let answers: AnswersAPI
    let runListPage: RunListPage
    let inboxPath: FilePath
    let uploads: UploadSettings
    let log: LogSink
    let requests = RequestTally()
    let events: EventHub
    let accessLog: AccessLog?
    let versions: Versions
    let alerts: any AlertBoard
    private let server = Mutex<(@Sendable () -> ServerState?)?>(nil)
    private let quarantine: Quarantine
    let gate: Gate
    /// What is reloaded, and how often it was.
    private let loaded: Mutex<(look: Look, count: UInt64)>
    private let keptAnswers = KeptAnswers()

    /// A site of a library; `isLoopback` says that only this machine reaches its listener at `address`.
    init(
        library: any RunLibrary, intake: any Intake, alerts: any AlertBoard = NoAlerts(),
        settings: WebSettings, address: ListenAddress,
        isLoopback: Bool, tokens: TokenTable = TokenTable(), accessLog: AccessLog? = nil, look: Look,
        log: @escaping LogSink
    ) throws(FileError) {
        links = settings.links
        self.address = address
        inboxPath = settings.inbox
        runs = RunReader(library: library, log: log)
        answers = AnswersAPI(answers: Answers(library), runs: runs, links: links)
        events = try EventHub(runs: runs, inbox: intake, links: links)
        self.accessLog = accessLog
        versions = settings.versions
        self.alerts = alerts
        quarantine = Quarantine(ids: settings.quarantined, runs: runs, links: links)
        inboxReader = InboxReader(runs: runs, status: intake, log: log)
        healthAPI = HealthAPI(
            runs: runs, inbox: intake, version: settings.versions.benchd, quarantined: settings.quarantined)
        gate = Gate(
            settings.access, tokens: tokens, base: settings.links.base, isLoopback: isLoopback, log: log)
        runListPage = RunListPage(
            runs: runs, links: links, gate: gate, inbox: settings.inbox, address: address)
        uploads = UploadSettings(
            reportLimit: settings.reportLimit, configLimit: settings.configLimit, intake: intake)
        self.log = log
        loaded = Mutex((look, 0))
    }

    /// Has the metrics say what a server does.
    func observe(_ server: HTTPServer) {
        self.server.withLock { $0 = { [weak server] in server?.state } }
    }

    /// What the server does; nil while it has not begun to answer.
    var serverState: ServerState? { server.withLock { $0 }?() }

    /// Shows pages with another look from now on.
    func show(_ look: Look) {
        loaded.withLock { $0 = (look, $0.count + 1) }
    }

    /// Knows other tokens from now on; sessions and streams of those that are gone end.
    func use(_ tokens: TokenTable) {
        gate.use(tokens)
        events.endRefused()
        loaded.withLock { $0.count += 1 }
    }

    func answer(to request: Request) -> Answer {
        WorkNote.during("\(request.method) \(request.target)") { answered(request) }
    }

    func countedAddress(of peer: Peer) -> String? { gate.countedAddress(of: peer) }

    func urgency(of request: Request) -> Urgency {
        switch Route.matches(links.withoutBase(request.path)).first?.route.access {
        case .status: .health
        case .upload: .ingest
        case .open, .read, .badge, .session, nil: .ordinary
        }
    }

    func note(_ exchange: FinishedExchange) {
        let route = Route.matches(links.withoutBase(exchange.request.path)).first?.route
        requests.note(exchange, of: route)
        accessLog?.note(
            exchange, from: gate.caller(of: exchange.request).address,
            tokenName: gate.tokenName(of: exchange.request))
    }

    func response(to fault: RequestFault, of request: Request) -> Response {
        Problem(fault).response(to: request, loaded.withLock(\.look))
    }

    private func answered(_ request: Request) -> Answer {
        let (look, reloadCount) = loaded.withLock { $0 }
        let matches = Route.matches(links.withoutBase(request.path))
        let match = matches.first { $0.route.methods.names.contains(request.method) }
        do throws(Problem) {
            let visitor = try gate.admit(request, by: match?.route.access ?? .read)
            guard let match else { return .response(Self.refusal(of: request, matches.map(\.route), look)) }
            let visit = Visit(request: request, path: match.path, look: look, visitor: visitor)
            let answer =
                runs.isShared && match.route.news != .none
                ? fresh(match.route, visit, reloadCount) : try answer(match.route, visit, reloadCount)
            return gate.isClosed && match.route.access != .open ? answer.keptPrivate : answer
        } catch {
            return .response(refusal(of: request, error, look))
        }
    }

    /// The answer to a request that may not, or cannot, be answered; a reader is led to the page /login.
    private func refusal(of request: Request, _ problem: Problem, _ look: Look) -> Response {
        guard problem.kind == .tokenRequired, gate.isClosed, ["GET", "HEAD"].contains(request.method),
            Problem.prefersPage(request.headers["Accept"]), Credentials.isNavigation(request)
        else { return problem.response(to: request, look) }
        return .seeOther(LoginTarget.login(before: request, base: links.base))
    }

    /// The answer from what is known, the one that is kept where that is still right.
    ///
    /// - Throws: `Problem`.
    func answer(_ route: Route, _ visit: Visit, _ reloadCount: UInt64) throws(Problem) -> Answer {
        let place = place(of: visit, route, reloadCount)
        if let kept = keptAnswer(at: place) { return kept }
        return try answer(route, visit, keptAt: place)
    }

    /// The answer that was kept of such a visit, where it is still right.
    func keptAnswer(_ route: Route, _ visit: Visit, _ reloadCount: UInt64) -> Answer? {
        keptAnswer(at: place(of: visit, route, reloadCount))
    }

    /// Where the answer to a visit is kept, and what it would be made from now; nil where it must be made for each visit.
    private func place(
        of visit: Visit, _ route: Route, _ reloadCount: UInt64
    ) -> (key: KeptAnswers.Key, basis: AnswerBasis)? {
        guard let basis = route.basis(of: visit, runs, reloadCount: reloadCount) else { return nil }
        let caller = visit.visitor.caller
        let key = KeptAnswers.Key(
            target: visit.request.target, origin: caller.origin(else: address), isDirect: caller.isDirect)
        return (key, basis)
    }

    private func keptAnswer(at place: (key: KeptAnswers.Key, basis: AnswerBasis)?) -> Answer? {
        place.flatMap { keptAnswers.answer(to: $0.key, basis: $0.basis) }.map { .response($0) }
    }

    private func answer(
        _ route: Route, _ visit: Visit, keptAt place: (key: KeptAnswers.Key, basis: AnswerBasis)?
    ) throws(Problem) -> Answer {
        try route.expectKnownParameters(visit.request)
        let keep = { @Sendable [keptAnswers] (response: Response) -> Response in
            place.map { keptAnswers.keep(response, for: $0.key, basis: $0.basis) } ?? response
        }
        switch route.handler {
        case .lookUp(let responder): return .response(keep(try responder(self)(visit)))
        case .stream(let stream): return try stream(self)(visit)
        case .form(let form): return .form(try form(self)(visit))
        case .compute(let opened, let responder):
            return .work { [self] in
                WorkNote.during("\(visit.request.method) \(visit.request.target)") {
                    keep(computed(visit, opened, responder))
                }
            }
        }
    }

    private func computed(
        _ visit: Visit, _ opened: Route.Opened, _ responder: Route.Handler.Responder
    ) -> Response {
        do throws(Problem) {
            try quarantine.expectNone(of: try visit.runs(opened))
            return try responder(self)(visit)
        } catch {
            return error.response(to: visit.request, visit.look)
        }
    }

    /// The answer where no route fits: 404, or 405 with the methods of the routes that fit the path.
    private static func refusal(of request: Request, _ routes: [Route], _ look: Look) -> Response {
        if routes.isEmpty { return Problem.nothing(at: request).response(to: request, look) }
        let methods = routes.flatMap(\.methods.names).distinctBytewise.joined(separator: ", ")
        let target = request.target.shortened(to: Problem.quotedByteCount)
        let method = request.method.shortened(to: Problem.quotedByteCount)
        let problem = Problem(.methodNotAllowed, "\(target) takes \(methods), not \(method).")
        var response = problem.response(to: request, look)
        response.headers["Allow"] = methods
        return response
    }
}

extension Answer {
    /// The same answer, for no cache that several readers share.
    fileprivate var keptPrivate: Answer {
        let mark = { @Sendable (response: Response) in
            var response = response
            if response.headers["Cache-Control"] == nil {
                response.headers["Cache-Control"] = "private, no-cache"
            }
            return response
        }
        return switch self {
        case .response(let response): .response(mark(response))
        case .work(let work): .work { mark(work()) }
        case .awaited(let wait, let answer): .awaited(wait) { answer().keptPrivate }
        default: self
        }
    }
}

extension Response {
    /// Leads a browser to another address of this site, by GET.
    static func seeOther(_ address: String) -> Response {
        Response(status: 303, headers: ["Location": address, "Cache-Control": "no-store"])
    }
}

extension Problem {
    /// The most bytes of a part of a request line in a message.
    static let quotedByteCount = 200

    /// The answer to a request for a path where there is nothing.
    static func nothing(at request: Request) -> Problem {
        Problem(.notFound, "There is nothing at \(request.target.shortened(to: quotedByteCount)).")
    }
}
