import HTTP
import Model
import System

/// The pages: one function for each route of the table.
extension Site {
    func runsPage(_ visit: Visit) throws(Problem) -> Response {
        if let comparison = try runListPage.comparison(visit.request) { return .seeOther(comparison) }
        return .page(visit.look.render(.runs, try runListPage.context(visit.request, visit.visitor.caller)))
    }

    func runPage(_ visit: Visit) throws(Problem) -> Response {
        .page(try DashboardPage.html(visit, runs, answers.answers, links))
    }

    func configFilesPage(_ visit: Visit) throws(Problem) -> Response {
        let page = ConfigFilesPage(runs: runs, links: links)
        return .page(visit.look.render(.configFiles, try page.context(visit.run, visit.request)))
    }

    func configComparisonPage(_ visit: Visit) throws(Problem) -> Response {
        let page = ConfigComparisonPage(runs: runs, links: links)
        return .page(visit.look.render(.configComparison, try page.context(visit.request)))
    }

    func alertsPage(_ visit: Visit) throws(Problem) -> Response {
        .page(visit.look.render(.alerts, AlertsPage(state: alerts.state(), links: links).context))
    }

    func inboxPage(_ visit: Visit) throws(Problem) -> Response {
        let page = InboxPage(reader: inboxReader, links: links, inbox: inboxPath)
        return .page(visit.look.render(.inbox, try page.context(visit.request)))
    }

    func comparisonPage(_ visit: Visit) throws(Problem) -> Response {
        try ComparisonPage(answers: answers, runs: runs, links: links).response(visit)
    }

    func trendsPage(_ visit: Visit) throws(Problem) -> Response {
        let page = TrendsPage(runs: runs, answers: answers.answers, links: links)
        let (context, status) = try page.context(visit.request)
        return .page(visit.look.render(.trends, context), status: status)
    }

    func uploadPage(_ visit: Visit) throws(Problem) -> Response {
        let caller = visit.visitor.caller
        let page = UploadPage(uploads: uploads, gate: gate, server: runListPage.server(caller))
        return .page(visit.look.render(.upload, page.context(caller)))
    }

    func apiPage(_ visit: Visit) throws(Problem) -> Response {
        let page = APIPage(
            routes: Route.all.map(\.described), runs: runs, links: links, gate: gate,
            address: runListPage.address, version: versions.benchd)
        return .page(visit.look.render(.api, try page.context(visit.visitor.caller)))
    }

    func favicon(_ visit: Visit) throws(Problem) -> Response { try asset(["favicon.svg"], visit) }

    func asset(_ visit: Visit) throws(Problem) -> Response { try asset(visit.path.rest, visit) }

    private func asset(_ path: [String], _ visit: Visit) throws(Problem) -> Response {
        do throws(FileError) {
            if let response = try visit.look.assets.response(path) { return response }
        } catch {
            log(.error, "\(error)")
            throw Problem(error)
        }
        throw Problem.nothing(at: visit.request)
    }
}

extension Response {
    /// A page of ours.
    static func page(_ html: [UInt8], status: Int = 200) -> Response {
        let type = "text/html; charset=utf-8"
        guard status != 200 else { return tagged(html, type: type) }
        return Response(
            status: status, headers: ["Content-Type": type, "Cache-Control": "no-store"], body: .bytes(html))
    }
}
