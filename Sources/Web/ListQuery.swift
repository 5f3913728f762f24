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
        self.limit = limit
        for item in request.decodedTarget?.query ?? [] where !others.contains(item.name) {
            switch item.name {
            case "from": from = try Self.number(item.value, 0...999_999_999, "from")
            case "limit": self.limit = try Self.number(item.value, 1...limit, "limit")
            default: throw .unknownParameter(item.name)
            }
        }
    }

    private static func number(
        _ text: String, _ range: ClosedRange<Int>, _ name: String
    ) throws(Problem) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw Problem(
                .requestMalformed,
                "The parameter \(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
        return number
    }
}
