import Model

/// Law 5: minimum, mean, percentiles and maximum stand in this order.
enum OrderLaw {
    /// Numbers are rounded.
    private static let rounding = 1e-6
    /// A percentile is the edge of a bucket of the tool's histogram, which may lie above the largest value.
    private static let bucket = 0.02

    /// Two latencies, the first of which may not be above the second.
    private struct Pair {
        let lower: String?
        let lowerName: String
        let upper: String?
        let upperName: String
        let tolerance: Double
    }

    private static func pairs(of stream: WorkStream) -> [Pair] {
        [
            Pair(
                lower: stream.leastLatency, lowerName: "minimum", upper: stream.meanLatency,
                upperName: "mean",
                tolerance: rounding),
            Pair(
                lower: stream.meanLatency, lowerName: "mean", upper: stream.mostLatency, upperName: "maximum",
                tolerance: rounding),
            Pair(
                lower: stream.leastLatency, lowerName: "minimum", upper: stream.mostLatency,
                upperName: "maximum", tolerance: rounding),
            Pair(
                lower: stream.latency95, lowerName: "95th percentile", upper: stream.latency99,
                upperName: "99th percentile", tolerance: rounding),
            Pair(
                lower: stream.latency99, lowerName: "99th percentile", upper: stream.mostLatency,
                upperName: "maximum", tolerance: bucket),
            Pair(
                lower: stream.latency95, lowerName: "95th percentile", upper: stream.mostLatency,
                upperName: "maximum", tolerance: bucket),
        ]
    }

    static func check(_ context: CellContext) -> [Finding] {
        WorkStream.all(of: context.cell.kind).flatMap { stream in
            pairs(of: stream).compactMap { check($0, stream, context) }
        }
    }

    private static func check(_ pair: Pair, _ stream: WorkStream, _ context: CellContext) -> Finding? {
        guard let lower = context.cell.number(pair.lower), let upper = context.cell.number(pair.upper) else {
            return nil
        }
        let isInOrder = lower >= 0 && lower <= upper + abs(upper) * pair.tolerance
        let name = stream.direction.map { $0.rawValue + " latency's" } ?? "latency's"
        let unit = MetricTable.metric(of: context.cell.kind, key: pair.lower ?? "").unit
        return context.finding(
            .order, isInOrder ? .holds : .odd,
            "The \(name) \(pair.lowerName) is \(Figures.short(lower)), its \(pair.upperName)"
                + " \(Figures.short(upper)) \(unit?.rawValue ?? "").",
            expected: upper, found: lower, unit: unit)
    }
}
