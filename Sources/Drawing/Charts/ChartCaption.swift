/// What stands around a chart, so that the picture says what it shows wherever it is put.
package struct ChartCaption: Equatable, Sendable {
    /// "Read IOPS of fio-randread-4k".
    package var title: String
    /// Sentences and facts about the values, each a line or more.
    package var notes: [String]
    /// Rig, date, kernel, settings, address, each a line or more.
    package var origin: [String]

    /// Makes the value from its fields; texts are shortened when they are drawn.
    package init(title: String, notes: [String] = [], origin: [String] = []) {
        self.title = title
        self.notes = notes
        self.origin = origin
    }
}

/// How a chart is drawn, whatever it shows.
package struct ChartStyle: Equatable, Sendable {
    /// In pixels; the nearest of `widths` is taken.
    package var width: Int
    package var theme: ChartTheme
    package var isLog: Bool

    package static let widths = 320...1600

    /// Makes the value from its fields.
    package init(width: Int = 800, theme: ChartTheme = .auto, isLog: Bool = false) {
        self.width = max(Self.widths.lowerBound, min(Self.widths.upperBound, width))
        self.theme = theme
        self.isLog = isLog
    }
}
