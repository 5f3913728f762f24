import HTTP
import Model

/// Which items of a comparison are asked for.
struct ComparedPart: Equatable, Sendable {
    /// Nil for the first of each status.
    var status: ConfigComparison.Status?
    var list: ListQuery

    /// The places of the part among the items of a status.
    func range(of status: ConfigComparison.Status, count: Int) -> Range<Int> {
        self.status == nil || self.status == status ? list.range(of: count) : 0..<0
    }
}

extension ComparedPart {
    /// Reads `status`, `from` and `limit`; `limit` is also the largest.
    ///
    /// - Throws: `Problem` for what is no such value, and for any other parameter besides `runs` and `others`.
    init(_ request: Request, limit: Int, others: [String] = []) throws(Problem) {
        let names = ["runs", "status"] + others
        list = try ListQuery(request, limit: limit, others: names)
        status = try Parameters(request, ["from", "limit"] + names)
            .choice("status", of: ConfigComparison.Status.self)
        if status == nil, list.from > 0 {
            throw .parameter(
                "status", "a status beside the parameter from", found: nil,
                "The parameter from needs the parameter status.")
        }
    }
}
