/// What benchd reads of one cell.
package struct CellReadings: Equatable, Sendable {
    /// A number of a section that holds single values.
    package struct Number: Equatable, Sendable {
        package let section: ReportSection
        /// As the report has it; the short form of a long one.
        package let key: String
        /// As the report has it, in the unit of `metric`.
        package let value: Double
        /// What the key means; unit and direction are here.
        package let metric: Metric
        /// The disk that is part of the key.
        package let disk: String?

        /// A number under a key of a section, with what the key means there.
        package init(section: ReportSection, key: String, value: Double, kind: BenchmarkKind?) {
            let meaning =
                switch section {
                case .iostatPlot, .iostatTable: MonitoringGroup.iostat.meaning(ofAverage: key)
                case .dockerPlot, .dockerTable: MonitoringGroup.docker.meaning(ofAverage: key)
                default: MonitoringGroup.Meaning?.none
                }
            self.section = section
            self.key = key
            self.value = value
            metric = meaning?.metric ?? MetricTable.metric(of: kind, key: key)
            disk = meaning?.disk
        }
    }

    /// A text of the table of metrics, such as `rw_mode`.
    package struct Setting: Equatable, Sendable {
        package let key: String
        /// At most `ReadingLimits.textByteCount` bytes; a longer one is cut.
        package let text: String

        /// Makes the value from its fields; nothing is checked.
        package init(key: String, text: String) {
            self.key = key
            self.text = text
        }
    }

    /// What a metric was in each iteration (`metrics.iterations`); no suite writes it yet.
    package struct IterationValues: Equatable, Sendable {
        package let key: String
        /// At most `ReadingLimits.iterations`.
        package let values: [Double]

        /// Makes the value from its fields; nothing is checked.
        package init(key: String, values: [Double]) {
            self.key = key
            self.values = values
        }
    }

    package let benchmark: String
    package let filesystem: String
    /// Nil for a tool that benchd does not know.
    package let kind: BenchmarkKind?
    /// In the order of the report.
    package var numbers: [Number] = []
    package var settings: [Setting] = []
    package var iterationValues: [IterationValues] = []
    package var iostat = SeriesReadings(.iostat)
    package var docker = SeriesReadings(.docker)
    /// How many numbers and texts the cell has besides.
    package var omittedCount = 0

    /// A cell of which nothing is read yet.
    package init(benchmark: String, filesystem: String) {
        self.benchmark = benchmark
        self.filesystem = filesystem
        kind = BenchmarkKind(benchmark: benchmark)
    }

    /// The number of a metric, from `plot`, else from `table`.
    package func number(_ key: String?) -> Double? {
        guard let key else { return nil }
        return number(key, in: .plot) ?? number(key, in: .table)
    }

    /// The text of a setting; a number stands for its text.
    package func setting(_ key: String) -> String? {
        settings.first { $0.key == key }?.text
            ?? number(key, in: .table).map { SystemFact.Value.number($0).text }
    }

    /// The reported average of a series, by the key of the series.
    package func average(_ group: MonitoringGroup, of series: String) -> Double? {
        number(group.averageKey(ofSeries: series), in: group == .iostat ? .iostatPlot : .dockerPlot)
    }

    /// The numbers on which verdicts, ranks and geometric means rest.
    package var mainNumbers: [Number] {
        numbers.filter { $0.section == .plot && $0.metric.traits.contains(.main) }
    }

    private func number(_ key: String, in section: ReportSection) -> Double? {
        // By place: a closure would get a copy of each number with all its texts.
        for place in numbers.indices where numbers[place].section == section && numbers[place].key == key {
            return numbers[place].value
        }
        return nil
    }
}
