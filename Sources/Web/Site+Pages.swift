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
        .page(try DashboardPage.html(visit, runs, links))
    }

    func configFilesPage(_ visit: Visit) throws(Problem) -> Response {
        let page = ConfigFilesPage(runs: runs, links: links)
        return .page(visit.look.render(.configFiles, try page.context(visit.run, visit.request)))
    }

    func configComparisonPage(_ visit: Visit) throws(Problem) -> Response {
        let page = ConfigComparisonPage(runs: runs, links: links)
        return .page(visit.look.render(.configComparison, try page.context(visit.request)))
    }

    func inboxPage(_ visit: Visit) throws(Problem) -> Response {
        let page = InboxPage(reader: inboxReader, links: links, inbox: inboxPath)
        return .page(visit.look.render(.inbox, try page.context(visit.request)))
    }

    func comparisonPage(_ visit: Visit) throws(Problem) -> Response {
        let page = ComparisonPage(links: links)
        return .page(visit.look.render(.comparison, try page.context(visit.request)))
    }

    func trendsPage(_ visit: Visit) throws(Problem) -> Response {
        let page = TrendsPage(links: links)
        return .page(visit.look.render(.trends, try page.context(visit.request)))
    }

    func uploadPage(_ visit: Visit) throws(Problem) -> Response {
        let page = UploadPage(links: links)
        return .page(visit.look.render(.upload, try page.context(visit.request)))
    }

    func apiPage(_ visit: Visit) throws(Problem) -> Response {
        let page = APIPage(links: links)
        return .page(visit.look.render(.api, try page.context(visit.request)))
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
    fileprivate static func page(_ html: [UInt8]) -> Response {
        tagged(html, type: "text/html; charset=utf-8")
    }
}
