import Analysis
import JSON

/// A line of standard input: the name of a function, and what it is of.
struct Question {
    private let object: JSONValue

    init(_ object: JSONValue) { self.object = object }

    /// The function's value; nil where it has none, or the function is unknown.
    var answer: JSONValue? {
        guard let name = object["function"]?.string else { return nil }
        return distribution(name) ?? sample(name) ?? samples(name)
    }

    private func number(_ key: String) -> Double { object[key]?.double ?? .nan }

    private func numbers(_ key: String) -> [Double] {
        (object[key]?.elements ?? []).map { $0.double ?? .nan }
    }

    private func distribution(_ name: String) -> JSONValue? {
        let t = StudentT(degreesOfFreedom: number("degrees"))
        return switch name {
        case "t_cumulative": .double(t?.cumulative(number("t")))
        case "t_two_sided": .double(t?.twoSidedP(number("t")))
        case "t_quantile": .double(t?.quantile(number("p")))
        default: nil
        }
    }

    private func sample(_ name: String) -> JSONValue? {
        let values = numbers("values")
        let level = number("level")
        return switch name {
        case "mean_interval": interval(MeanEstimate(values)?.meanInterval(level: level))
        case "prediction_interval": interval(MeanEstimate(values)?.predictionInterval(level: level))
        case "median_interval": interval(OrderStatistics.medianInterval(values, level: level))
        case "median": .double(OrderStatistics.median(values))
        case "nearest_rank": .double(OrderStatistics.nearestRank(values, share: number("share")))
        case "variance": .double(MeanEstimate(values)?.variance)
        case "geometric_mean": .double(GeometricMean.of(values, weights: numbers("weights")))
        case "steps":
            .array(
                StepDetector(
                    window: object["window"]?.double.flatMap { Int(exactly: $0) } ?? 50, p: number("p")
                )
                .steps(in: values).map { .integer($0) })
        case "holm":
            .array(Holm.decide(values.map { Holm.Test(p: $0) }, alpha: 0.05).map { .double($0.adjustedP) })
        default: nil
        }
    }

    private func samples(_ name: String) -> JSONValue? {
        let (first, second) = (numbers("first"), numbers("second"))
        switch name {
        case "mann_whitney":
            let test = MannWhitney(first, second)
            return ["u": .double(test?.u), "p": .double(test?.p)]
        case "hodges_lehmann": return .double(HodgesLehmann.shift(from: first, to: second))
        case "mean_difference": return .double(MeanDifference(first, second)?.p)
        case "least_squares":
            let line = LeastSquares(points: zip(first, second).map { (x: $0, y: $1) })
            return ["slope": .double(line?.slope), "intercept": .double(line?.intercept)]
        default: return nil
        }
    }

    private func interval(_ range: ClosedRange<Double>?) -> JSONValue {
        range.map { [.double($0.lowerBound), .double($0.upperBound)] } ?? .null
    }
}
