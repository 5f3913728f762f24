import HTTP
import Model

/// Which part of a long list is asked for: `?from=N&limit=N`.
struct ListQuery: Equatable, Sendable {
    /// The place of the first, from 0.
    var from = 0
    /// How many at most.
    var limit: Int

    /// The places of the part in a list of `count`.
    func range(of count: Int) -> Range<Int> {
        let start = min(from, count)
        return start..<min(count, start + limit)
    }
}

extension ListQuery {
    /// Reads the parameters; `limit` is also the largest.
    ///
    /// - Throws: `Problem` for a value that is not a number in its range, and for a parameter that is neither theirs nor one
    ///   of `others`.
    init(_ request: Request, limit: Int, others: [String] = []) throws(Problem) {
        let parameters = try Parameters(request, ["from", "limit"] + others)
        from = try parameters.number("from", 0...999_999_999) ?? 0
        self.limit = try parameters.number("limit", 1...limit) ?? limit
    }
}
