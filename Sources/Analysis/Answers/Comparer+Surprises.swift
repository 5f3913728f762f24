import Model

extension Comparer {
    /// For each cell of a comparison, for each side but the first: whether a repeat of the baseline has a value that the other
    /// runs of their setup do not let expect, judged as the gate judges it; nil where the sides are no repeats, or noise is
    /// not known.
    func surprises(
        in comparison: Comparison, _ measurements: [Measurement]
    ) -> [[ComparisonAnswer.Surprise?]] {
        var found = comparison.cells.map {
            [ComparisonAnswer.Surprise?](repeating: nil, count: $0.against.count - 1)
        }
        guard let baseline = comparison.items.first else { return found }
        let places = Dictionary(comparison.cells.enumerated().map { ($1.name, $0) }) { first, _ in first }
        for (side, item) in comparison.items.enumerated().dropFirst() where item.run != baseline.run {
            guard comparison.cells.contains(where: { $0.against[side]?.isOfOneSetup == true }) else {
                continue
            }
            let gate = gate(item, against: baseline, measurements, margin: margin)
            for cell in gate.cells {
                guard let place = places[cell.name], let difference = cell.against.last ?? nil,
                    difference.isOfOneSetup, let verdict = difference.verdict
                else { continue }
                found[place][side - 1] = ComparisonAnswer.Surprise(verdict)
            }
        }
        return found
    }
}

extension ComparisonAnswer.Surprise {
    fileprivate init(_ verdict: Verdict) {
        switch verdict {
        case .better: self = .better
        case .worse, .failed: self = .worse
        case .same, .undecided: self = .expected
        }
    }
}
