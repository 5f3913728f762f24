package import Model

/// One metric of a cell on one rig, in time.
package struct Trend: Equatable, Sendable {
    /// In the order of filing.
    package let points: [Point]
    /// In the same order.
    package let segments: [Segment]
    /// Between the segments: one fewer than these.
    package let steps: [Step]

    package struct Point: Equatable, Sendable {
        package let measurement: Measurement
        /// Nil for a point that is in none: its value has no logarithm, or the run is excluded or a copy.
        package let segment: Int?
        /// For the newest point of a segment, whether it lies outside the prediction interval of the points before it; nil
        /// for other points, and where too little comes before.
        package let isOutside: Bool?
        /// Where that interval lies; nil with `isOutside`.
        package let expected: ClosedRange<Double>?
    }

    /// Points without a step between them.
    package struct Segment: Equatable, Sendable {
        package let setup: SetupID
        /// The geometric mean.
        package let mean: Double
        /// The standard deviation of the logarithms s, as a share: exp(s) − 1; nil for a single point.
        package let relative: Double?
        package let count: Int
        /// The smallest change that one new run would probably show at 5 %, as a share; nil without noise.
        package let smallestDetectable: Double?
    }

    package struct Step: Equatable, Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            /// The setup changed.
            case setup
            /// Nothing that benchd knows of changed.
            case unexplained
        }

        /// The first run after the step.
        package let at: RunID
        package let kind: Kind
        /// The mean after the step divided by the mean before it.
        package let ratio: Double
        /// Of the ratio; nil without noise.
        package let interval: ClosedRange<Double>?
        package let intervalLevel: Double?
        /// Nil without noise or direction.
        package let verdict: Verdict?
    }
}
