import Model

extension PackedAnalysis {
    /// The analysis that was packed; nil where it is damaged, or says what this version does not know.
    var analysis: RunAnalysis? {
        guard let bytes = Deflated.unpack(details) else { return nil }
        var reader = PackedReader(bytes)
        guard let readings = facts(&reader), let computed = computed(&reader),
            let findings = reader.list({ $0.finding() }), reader.isAtEnd
        else { return nil }
        var whole = readings
        whole.cells = computed.map(\.readings)
        return RunAnalysis(
            rules: rules, readings: whole, cells: computed.map(\.computed), findings: findings)
    }

    private func facts(_ reader: inout PackedReader) -> RunReadings? {
        var machine = machine[...]
        let facts = reader.list { reader -> SystemFact? in
            guard let isOfMachine = reader.flag() else { return nil }
            return isOfMachine ? machine.popFirst() : reader.fact()
        }
        guard let facts, let omittedFacts = reader.count(), let omittedCells = reader.count() else {
            return nil
        }
        var readings = RunReadings()
        readings.facts = facts
        readings.omittedFactCount = omittedFacts
        readings.omittedCellCount = omittedCells
        return readings
    }

    private func computed(
        _ reader: inout PackedReader
    ) -> [(readings: CellReadings, computed: RunAnalysis.Cell)]? {
        var cells = cells[...]
        let computed = reader.list { reader -> (readings: CellReadings, computed: RunAnalysis.Cell)? in
            guard let cell = cells.popFirst() else { return nil }
            var values = cell.values[...]
            guard let readings = reader.cell(cell, &values),
                let derived = reader.list({ $0.derived(&values) })
            else { return nil }
            return (readings, RunAnalysis.Cell(iterations: cell.iterations, derived: derived))
        }
        return cells.isEmpty ? computed : nil
    }
}

private typealias Values = ArraySlice<MeasuredCell.Value>

extension PackedReader {
    /// A fact, its name included.
    mutating func fact() -> SystemFact? {
        guard let name = name() else { return nil }
        let value: SystemFact.Value? =
            switch count() {
            case 0: number().map { .number($0) }
            case 1: text().map { .text($0) }
            case 2: flag().map { .flag($0) }
            default: nil
            }
        return value.map { SystemFact(name: name, value: $0) }
    }

    fileprivate mutating func cell(_ packed: PackedAnalysis.Cell, _ values: inout Values) -> CellReadings? {
        var cell = CellReadings(benchmark: packed.benchmark, filesystem: packed.filesystem)
        guard let numberCount = count(), numberCount <= values.count else { return nil }
        for value in values.prefix(numberCount) {
            guard let section = ReportSection(rawValue: value.name.section.rawValue) else { return nil }
            cell.numbers.append(
                CellReadings.Number(
                    section: section, key: value.name.key, value: value.number, kind: cell.kind))
        }
        values = values.dropFirst(numberCount)
        let iterations = list { reader -> CellReadings.IterationValues? in
            guard let key = reader.name(), let values = reader.list({ $0.number() }) else { return nil }
            return CellReadings.IterationValues(key: key, values: values)
        }
        guard let iterations, let omitted = count(), let iostat = readings(of: .iostat, &values),
            let docker = readings(of: .docker, &values)
        else { return nil }
        cell.settings = packed.settings
        cell.iterationValues = iterations
        cell.omittedCount = omitted
        cell.iostat = iostat
        cell.docker = docker
        return cell
    }

    private mutating func readings(of group: MonitoringGroup, _ values: inout Values) -> SeriesReadings? {
        var readings = SeriesReadings(group)
        guard let series = list({ $0.series(of: group, &values) }), let lengths = optional({ $0.range() }),
            let ended = count(), let nulls = count(), let busy = optional({ $0.busy() }),
            let rhythm = optional({ $0.rhythm() }), let omitted = count(),
            let unknown = optional({ $0.name() })
        else { return nil }
        readings.series = series
        readings.lengths = lengths
        readings.endedSampleCount = ended
        readings.nullCount = nulls
        readings.busy = busy
        readings.rhythm = rhythm
        readings.omittedCount = omitted
        readings.unknown = unknown
        return readings
    }

    private mutating func series(of group: MonitoringGroup, _ values: inout Values) -> SeriesReading? {
        guard let key = name(), let count = count(), let isCorrected = flag() else { return nil }
        let meaning = group.meaning(ofSeries: key)
        var series = SeriesReading(key: key, metric: meaning.metric, disk: meaning.disk)
        series.count = count
        if isCorrected {
            guard let value = values.popFirst() else { return nil }
            series.corrected = value.number
        }
        guard let mean = optional({ $0.number() }), let sum = optional({ $0.number() }),
            let variation = optional({ $0.number() }), let lowest = optional({ $0.sample() }),
            let highest = optional({ $0.sample() }), let last = optional({ $0.sample() })
        else { return nil }
        (series.mean, series.sum, series.variation) = (mean, sum, variation)
        (series.lowest, series.highest, series.last) = (lowest, highest, last)
        return series
    }

    private mutating func sample() -> SeriesReading.Sample? {
        guard let index = count(), let value = number() else { return nil }
        return SeriesReading.Sample(index: index, value: value)
    }

    private mutating func range() -> ClosedRange<Int>? {
        guard let low = count(), let high = count(), low <= high, high < Int.max else { return nil }
        return low...high
    }

    private mutating func busy() -> BusyInterval? {
        guard let samples = range(), let disk = optional({ $0.name() }) else { return nil }
        return BusyInterval(samples: samples, disk: disk)
    }

    private mutating func rhythm() -> Rhythm? {
        guard let key = name() else { return nil }
        var rhythm = Rhythm(key: key)
        let windows = optional { reader -> Rhythm.Windows? in
            guard let range = reader.number(), let excursion = reader.number() else { return nil }
            return Rhythm.Windows(range: range, excursion: excursion)
        }
        let stalls = optional { reader -> Rhythm.Stalls? in
            guard let count = reader.count(), let longest = reader.count(), let share = reader.number()
            else { return nil }
            return Rhythm.Stalls(count: count, longest: longest, share: share)
        }
        let warmUp = optional { reader -> Rhythm.WarmUp? in
            guard let end = reader.optional({ $0.count() }), let with = reader.number(),
                let without = reader.optional({ $0.number() })
            else { return nil }
            return Rhythm.WarmUp(end: end, meanWith: with, meanWithout: without)
        }
        guard let windows, let stalls, let warmUp else { return nil }
        (rhythm.windows, rhythm.stalls, rhythm.warmUp) = (windows, stalls, warmUp)
        return rhythm
    }

    fileprivate mutating func derived(_ values: inout Values) -> DerivedValue? {
        guard let name = name().flatMap(DerivedValue.Name.init), let tag = count() else { return nil }
        let value: DerivedValue.Value? =
            switch tag {
            case 0: values.popFirst().map { .number($0.number) }
            case 1: self.name().map { .text($0) }
            case 2: self.name().map { .unknown($0) }
            default: nil
            }
        guard let value, let unit = optional({ $0.name().flatMap(MetricUnit.init) }),
            let iteration = optional({ $0.name() }), let note = optional({ $0.name() })
        else { return nil }
        return DerivedValue(name, value, unit: unit, iteration: iteration, note: note)
    }

    fileprivate mutating func finding() -> Finding? {
        guard let benchmark = optional({ $0.name() }), let filesystem = optional({ $0.name() }),
            let law = count().flatMap(AuditLaw.init), let verdict = name().flatMap(Finding.Verdict.init),
            let expected = optional({ $0.number() }), let found = optional({ $0.number() }),
            let unit = optional({ $0.name().flatMap(MetricUnit.init) }), let detail = name()
        else { return nil }
        return Finding(
            benchmark: benchmark, filesystem: filesystem, law: law, verdict: verdict, expected: expected,
            found: found, unit: unit, detail: detail)
    }
}
