import HTTP
import Model

/// What the server draws: one function for each route of the table.
extension Site {
    func chart(_ visit: Visit) throws(Problem) -> Response {
        try charts(visit).chart(visit.run, visit.request)
    }

    func badge(_ visit: Visit) throws(Problem) -> Response {
        do throws(Problem) {
            return try charts(visit).badge(visit.run, visit.request)
        } catch {
            // What helps a reader, the names that a run has, is not for a token for badges.
            guard visit.visitor.mayRead || error.status >= 500 else {
                throw Problem(error.kind, "There is no such badge.", status: error.status)
            }
            throw error
        }
    }

    func citablePage(_ visit: Visit) throws(Problem) -> Response {
        let page = CitablePage(
            runs: runs, answers: answers.answers, links: links, site: address(of: visit),
            version: versions.benchd)
        return try page.response(visit.run) { visit.look.render(.citable, $0) }
    }

    private func charts(_ visit: Visit) -> ChartsAPI {
        ChartsAPI(runs: runs, answers: answers.answers, site: address(of: visit))
    }

    /// Where the client finds this site.
    private func address(of visit: Visit) -> String {
        visit.visitor.caller.origin(else: address) + links.base
    }
}
