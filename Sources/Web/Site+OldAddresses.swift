import HTTP
import Model

/// The addresses of the application that benchd replaces, so that its links stay good.
extension Site {
    func oldRuns(_ visit: Visit) throws(Problem) -> Response {
        .moved(to: links.address("/"), with: visit.request)
    }

    func oldRun(_ visit: Visit) throws(Problem) -> Response {
        .moved(to: links.address("/benchmarks/\(visit.run.text)"), with: visit.request)
    }

    /// The report; a field says where its config is, since the body cannot.
    func oldReport(_ visit: Visit) throws(Problem) -> Response {
        let run = try runs.run(visit.run)
        var response = try RunAPI(runs: runs, links: links).report(.id(run.id))
        if run.receipt.config != nil {
            response.headers["Link"] = "<\(links.config(run.id))>; rel=\"related\"; type=\"application/zip\""
        }
        return response
    }
}

extension Response {
    /// Leads to where an address of before is now (RFC 9110, section 15.4.9), with its query.
    fileprivate static func moved(to address: String, with request: Request) -> Response {
        let query = request.target.firstIndex(of: "?").map { String(request.target[$0...]) } ?? ""
        return Response(
            status: 308, headers: ["Location": address + query, "Cache-Control": "private, no-cache"])
    }
}
