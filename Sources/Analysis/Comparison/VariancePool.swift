import Model
import System

/// The logarithm of a value of a run, as one of the repeats of a cell.
struct CellRepeat: Equatable, Sendable {
    let run: RunID
    let filed: Timestamp
    let logarithm: Double
    /// The number of iterations that the value is the mean of.
    let weight: Double
}

/// Squares of distances to means, gathered from groups of repeats.
package struct VariancePool: Equatable, Sendable {
    private(set) var sumOfSquares = 0.0
    private(set) var degreesOfFreedom = 0.0
    private(set) var runs: Set<RunID> = []
    private var filed: ClosedRange<Int64>?

    /// Of no repeats.
    init() {}

    /// Of the repeats of one setup; each weighs as many times as it has iterations, degrees of freedom count runs.
    init(_ repeats: [CellRepeat]) {
        guard repeats.count > 1 else {
            self.init()
            return
        }
        let mean = repeats.weightedMean
        self.init(
            sumOfSquares: repeats.reduce(0) {
                $0 + $1.weight * ($1.logarithm - mean) * ($1.logarithm - mean)
            }, degreesOfFreedom: Double(repeats.count - 1), of: repeats)
    }

    /// Of the repeats of one setup in order of filing, without what they differ by over the steps that a detector finds.
    init(_ repeats: [CellRepeat], within detector: StepDetector?) {
        guard let detector else {
            self.init(repeats)
            return
        }
        let ends = [0] + detector.steps(in: repeats.map(\.logarithm)) + [repeats.count]
        self = zip(ends, ends.dropFirst()).reduce(into: VariancePool()) { pool, part in
            pool += VariancePool(Array(repeats[part.0..<part.1]))
        }
    }

    /// Of squares that someone else has summed.
    init(sumOfSquares: Double, degreesOfFreedom: Double, of repeats: [CellRepeat]) {
        self.sumOfSquares = sumOfSquares
        self.degreesOfFreedom = degreesOfFreedom
        runs = Set(repeats.map(\.run))
        let times = repeats.map(\.filed.milliseconds)
        filed = times.min().flatMap { first in times.max().map { first...$0 } }
    }

    /// How many runs this pool and another have together, and the milliseconds from the first to the last filing.
    ///
    /// Without a common pool: a large one is asked for each cell of each segment.
    func extent(with other: VariancePool) -> (runs: Int, span: Int64) {
        let (few, many) = runs.count < other.runs.count ? (runs, other.runs) : (other.runs, runs)
        let span = Self.span(filed, other.filed)
        return (
            many.count + few.count { !many.contains($0) },
            span.map { $0.upperBound - $0.lowerBound } ?? 0
        )
    }

    /// The variance; nil without a degree of freedom.
    var variance: Double? { degreesOfFreedom > 0 ? sumOfSquares / degreesOfFreedom : nil }

    static func += (left: inout VariancePool, right: VariancePool) {
        left.sumOfSquares += right.sumOfSquares
        left.degreesOfFreedom += right.degreesOfFreedom
        left.runs.formUnion(right.runs)
        left.filed = span(left.filed, right.filed)
    }

    private static func span(
        _ first: ClosedRange<Int64>?, _ second: ClosedRange<Int64>?
    ) -> ClosedRange<Int64>? {
        guard let first, let second else { return first ?? second }
        return min(first.lowerBound, second.lowerBound)...max(first.upperBound, second.upperBound)
    }
}

extension [CellRepeat] {
    var totalWeight: Double { reduce(0) { $0 + $1.weight } }

    /// 0 where there are none.
    var weightedMean: Double {
        isEmpty ? 0 : reduce(0) { $0 + $1.weight * $1.logarithm } / totalWeight
    }
}
