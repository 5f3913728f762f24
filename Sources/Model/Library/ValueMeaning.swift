/// What a value of a cell means.
package struct ValueMeaning: Equatable, Sendable {
    package let unit: MetricUnit?
    /// Nil where neither way is better.
    package let direction: Metric.Direction?

    /// What a value of a benchmark's cell means by its name.
    package init(_ name: ValueName, of kind: BenchmarkKind?) {
        switch name.section {
        case .plot, .table: self.init(MetricTable.metric(of: kind, key: name.key))
        case .dockerPlot, .dockerTable: self.init(MonitoringGroup.docker.meaning(ofAverage: name.key)?.metric)
        case .iostatPlot, .iostatTable: self.init(MonitoringGroup.iostat.meaning(ofAverage: name.key)?.metric)
        case .dockerCorrected: self.init(MonitoringGroup.docker.meaning(ofSeries: name.key).metric)
        case .iostatCorrected: self.init(MonitoringGroup.iostat.meaning(ofSeries: name.key).metric)
        case .derived:
            self.init(unit: DerivedValue.Name(rawValue: name.key)?.unit(of: kind), direction: nil)
        }
    }

    private init(_ metric: Metric?) { self.init(unit: metric?.unit, direction: metric?.direction) }

    private init(unit: MetricUnit?, direction: Metric.Direction?) {
        self.unit = unit
        self.direction = direction
    }
}
