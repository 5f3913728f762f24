import Analysis
import HTTP
import Model
import System

/// What an address asks of a trend; every part is named, so that it means the same tomorrow.
struct TrendAddress: Equatable, Sendable {
    let benchmark: String
    let filesystem: String
    private(set) var metric: String
    let rig: String?
    private(set) var asOf: Timestamp?
    private let margin: Double
    /// How the page shows numbers; the API has them as they are.
    let numbers: NumberLook

    /// The address of a question, with what its answer found out.
    init(_ question: TrendQuestion, metric: String, rig: String?, _ numbers: NumberLook) {
        self.numbers = numbers
        (benchmark, filesystem) = (question.benchmark, question.filesystem)
        (self.metric, self.rig) = (metric, rig)
        (asOf, margin) = (question.asOf, question.margin)
    }

    /// The same of another metric.
    func of(metric: String) -> TrendAddress {
        var other = self
        other.metric = metric
        return other
    }

    /// The same with its verdicts as they are now.
    func kept(asOf time: Timestamp) -> TrendAddress {
        var other = self
        other.asOf = time
        return other
    }

    fileprivate var items: [(name: String, value: String?)] {
        let texts = [
            ("benchmark", benchmark), ("filesystem", filesystem), ("metric", metric), ("source", rig),
            ("as_of", asOf?.description), ("margin", margin == 0.05 ? nil : "\(margin)"),
        ]
        return texts.map { ($0.0, $0.1.map { PercentEncoding.component($0) }) }
    }
}

extension Links {
    /// The page of a trend, with the first points or with all.
    func trends(_ trend: TrendAddress, showsAll: Bool = false) -> String {
        trends(trend, trend.numbers, showsAll: showsAll)
    }

    /// The same page with numbers that look otherwise.
    func trends(_ trend: TrendAddress, _ numbers: NumberLook, showsAll: Bool = false) -> String {
        address("/trends", trend.items + numbers.items + [("points", showsAll ? "all" : nil)])
    }

    /// A trend in JSON.
    func trendAnswer(_ trend: TrendAddress) -> String { address("/api/trends", trend.items) }

    /// All values of the runs of a trend as CSV.
    func values(of trend: TrendAddress) -> String {
        let names = ["benchmark": "benchmark", "filesystem": "filesystem", "source": "rig"]
        return address(
            "/api/export", trend.items.compactMap { item in names[item.name].map { ($0, item.value) } })
    }
}
