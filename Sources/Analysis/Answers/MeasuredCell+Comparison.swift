import Model

/// What is compared of a cell.
extension MeasuredCell {
    /// A number that is compared, and what it means.
    struct ComparedValue {
        let key: String
        let number: Double
        /// Nil where there is none, and for a metric that benchd does not know.
        let unit: MetricUnit?
        let direction: Metric.Direction?
        let isMain: Bool
    }

    /// Derived values that are compared, and which way is better.
    private static let derived: [(name: DerivedValue.Name, direction: Metric.Direction?)] = [
        (.cpuPerOperation, .lower), (.readAmplification, nil), (.writeAmplification, nil),
        (.variation, .lower),
        (.stallShare, .lower),
    ]

    /// The tool of the benchmark; nil for one that benchd does not know.
    var kind: BenchmarkKind? { BenchmarkKind(benchmark: benchmark) }

    /// What the tool measured, each key once, then derived values.
    var comparedValues: [ComparedValue] {
        var keys: Set<String> = []
        let measured = [ValueSection.plot, .table].flatMap { section in
            values.filter { $0.name.section == section }.compactMap { value -> ComparedValue? in
                let metric = MetricTable.metric(of: kind, key: value.name.key)
                guard Self.isCompared(metric, in: section), keys.insert(value.name.key).inserted else {
                    return nil
                }
                return ComparedValue(
                    key: value.name.key, number: value.number, unit: metric.unit, direction: metric.direction,
                    isMain: metric.traits.contains(.main))
            }
        }
        return measured + derivedValues
    }

    private var derivedValues: [ComparedValue] {
        Self.derived.compactMap { name, direction in
            let found = values.first { $0.name == ValueName(.derived, name.rawValue) }
            return found.map {
                ComparedValue(
                    key: name.rawValue, number: $0.number, unit: name.unit(of: kind), direction: direction,
                    isMain: false)
            }
        }
    }

    /// Settings are what was asked for, totals what a time or size limits: neither is a result.
    private static func isCompared(_ metric: Metric, in section: ValueSection) -> Bool {
        if [.settings, .volume, .errors].contains(metric.group) { return false }
        return section == .plot || metric.direction != nil
    }

    /// The number of a key, from `plot`, else from `table`.
    func number(_ key: String) -> Double? {
        number(key, in: .plot) ?? number(key, in: .table)
    }

    /// The text of a setting; a number stands for its text.
    func setting(_ key: String) -> String? {
        settings.first { $0.key == key }?.text
            ?? number(key, in: .table).map { SystemFact.Value.number($0).text }
    }

    private func number(_ key: String, in section: ValueSection) -> Double? {
        values.first { $0.name.section == section && $0.name.key == key }?.number
    }
}
