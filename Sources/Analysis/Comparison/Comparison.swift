import Model

/// Two or more sides, compared cell by cell with the first.
package struct Comparison: Equatable, Sendable {
    package let items: [ComparedItem]
    package let margin: Double
    /// In the order in which the measurements came.
    package let cells: [ComparedCell]
    /// How many differences were tested together.
    package let familySize: Int
    /// For each side, whether all its cells are repeats of the baseline's; false for the baseline itself.
    package let isOfOneSetup: [Bool]
    /// For each side but the first; nil where no cell counts.
    package let geometricMeans: [GeometricMeanRatio?]
    /// The copies among all runs that counted.
    package let copies: [RunCopies.Copy]

    /// The differences of a side from the baseline, with their cells.
    package func differences(ofSide side: Int) -> [(cell: ComparedCell, difference: Difference)] {
        cells.compactMap { cell in
            guard cell.against.indices.contains(side), let difference = cell.against[side] else { return nil }
            return (cell, difference)
        }
    }
}

/// The geometric mean of the ratios of main metrics, turned so that above 1 is better.
package struct GeometricMeanRatio: Equatable, Sendable {
    package let ratio: Double
    /// How many ratios it is of.
    package let count: Int
    /// The main metrics that it is not of: a side lacks them, they failed, or neither way is better.
    package let leftOut: [MetricName]

    /// The mean for one side; nil where no ratio counts.
    init?(_ cells: [ComparedCell], side: Int) {
        var ratios: [Double] = []
        var leftOut: [MetricName] = []
        for cell in cells where cell.isMain {
            guard cell.isAboveZeroOnAllSides, let direction = cell.direction,
                let ratio = cell.against[side]?.ratio,
                ratio > 0
            else {
                leftOut.append(cell.name)
                continue
            }
            ratios.append(direction == .higher ? ratio : 1 / ratio)
        }
        guard let mean = GeometricMean.of(ratios) else { return nil }
        ratio = mean
        count = ratios.count
        self.leftOut = leftOut
    }
}

extension ComparedCell {
    /// Whether each side has a value, and none of them failed.
    var isAboveZeroOnAllSides: Bool { sides.allSatisfy { $0?.repeats.isEmpty == false } }
}
