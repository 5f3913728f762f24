/// A line of a figure: for each place on the horizontal axis its value, nil for a gap.
package struct SeriesPoints: Equatable, Sendable {
    package let x: [Double]
    /// As many as `x`; in the report's unit, of a counter in that unit per step of the axis.
    package let y: [Double?]

    /// Makes the value from its fields; nothing is checked.
    package init(x: [Double], y: [Double?]) {
        self.x = x
        self.y = y
    }
}

/// A value of a series with its place, from 0, among all samples of the series.
struct Sample: Equatable {
    let index: Int
    let value: Double?
}
