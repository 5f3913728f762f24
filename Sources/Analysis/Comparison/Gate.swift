import Model

/// Whether a run may pass: the answer that a script acts on.
package struct Gate: Equatable, Sendable {
    package enum Outcome: Int32, Sendable {
        /// No cell is worse or failed, and none can be worse by more than the margin.
        case passes = 0
        /// A cell is worse beyond noise, or failed.
        case fails = 1
        /// Noise could hide a loss beyond the margin, or a cell lacks a value or its noise.
        case cannotTell = 3
    }

    package let outcome: Outcome
    package let worse: [MetricName]
    package let failed: [MetricName]
    /// What keeps the gate from passing although nothing is worse.
    package let untold: [Untold]
    /// The smallest margin with which the gate would pass; nil where none would.
    package let passingMargin: Double?
    /// The main metrics that have a direction, each as the gate has judged it: in cells of one setup by the prediction
    /// interval of the other runs of that setup.
    package let cells: [ComparedCell]

    /// A cell that could hide a loss.
    package struct Untold: Equatable, Sendable {
        package let name: MetricName
        package let reason: Reason
    }

    package enum Reason: Equatable, Sendable {
        /// The interval reaches below the margin; how many repeats a side would bring it above, if the ratio stays.
        case noise(RepeatsNeeded?)
        /// There are no repeats to learn the noise from.
        case noNoise
        /// The candidate lacks a value that the baseline has.
        case missing
        /// There is nothing to compare.
        case nothing
    }
}

extension Gate {
    /// Of the cells of a baseline and a candidate, in which cells of one setup are judged too.
    init(_ all: [ComparedCell], margin: Double) {
        cells = all.filter { $0.isMain && $0.direction != nil }
        var (worse, failed): ([MetricName], [MetricName]) = ([], [])
        var untold: [Untold] = []
        var needed: [Double?] = []
        for cell in cells {
            switch Self.finding(cell, margin: margin) {
            case .worse: worse.append(cell.name)
            case .failed: failed.append(cell.name)
            case .untold(let reason, let margin):
                untold.append(Untold(name: cell.name, reason: reason))
                needed.append(margin)
            case .passes(let margin): needed.append(margin)
            case .ignored: continue
            }
        }
        let hasLoss = !worse.isEmpty || !failed.isEmpty
        if needed.isEmpty, !hasLoss {
            let all = MetricName(benchmark: "", filesystem: nil, metric: "")
            untold.append(Untold(name: all, reason: .nothing))
            needed.append(nil)
        }
        self.worse = worse
        self.failed = failed
        self.untold = untold
        outcome = hasLoss ? .fails : untold.isEmpty ? .passes : .cannotTell
        let margins = needed.compactMap(\.self)
        passingMargin = hasLoss || margins.count < needed.count ? nil : margins.max()
    }

    private enum Finding {
        case worse, failed, ignored
        case passes(margin: Double?)
        case untold(Reason, margin: Double?)
    }

    private static func finding(_ cell: ComparedCell, margin: Double) -> Finding {
        guard let difference = cell.against.last ?? nil else {
            // A cell that only the candidate has can be no loss.
            return (cell.sides.first ?? nil) == nil ? .ignored : .untold(.missing, margin: nil)
        }
        if difference.verdict == .failed { return .failed }
        if difference.verdict == .worse { return .worse }
        if difference.verdict == .better, difference.ratio == nil { return .passes(margin: 0) }
        guard let interval = difference.interval, difference.noise != nil else {
            return .untold(.noNoise, margin: nil)
        }
        let lowest = cell.direction == .lower ? 1 / interval.upperBound : interval.lowerBound
        let needed = self.margin(thatAllows: lowest)
        return 1 - margin <= lowest
            ? .passes(margin: needed) : .untold(.noise(difference.repeatsNeeded), margin: needed)
    }

    /// The smallest margin whose bound, 1 − margin, is at most this ratio, in spite of rounding.
    private static func margin(thatAllows ratio: Double) -> Double {
        var margin = max(0, 1 - ratio)
        if 1 - margin > ratio { margin = margin.nextUp }
        return margin
    }
}
