/// A line of a figure: for each place on the horizontal axis its value, nil for a gap.
package struct SeriesPoints: Equatable, Sendable {
    package let x: [Double]
    /// As many as `x`; in the report's unit, of a counter in that unit per step of the axis.
    package let y: [Double?]
    /// The lowest and the highest of what each value is the mean of; nil where the values are as they were measured.
    package let bands: [Sample.Band?]?

    /// Makes the value from its fields; nothing is checked.
    package init(x: [Double], y: [Double?], bands: [Sample.Band?]? = nil) {
        self.x = x
        self.y = y
        self.bands = bands
    }
}

/// A value of a series with its place, from 0, among all samples of the series.
package struct Sample: Equatable, Sendable {
    /// What lies between the values that a mean is of.
    package struct Band: Equatable, Sendable {
        package let lowest: Double
        package let highest: Double
    }

    let index: Int
    let value: Double?
    /// Nil of one value.
    var band: Band?

    init(index: Int, value: Double?, band: Band? = nil) {
        self.index = index
        self.value = value
        self.band = band
    }
}
