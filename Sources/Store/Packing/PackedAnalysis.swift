import Model

/// An analysis as the catalog keeps it: the numbers that are asked for by name lie cell by cell, all else in one piece.
///
/// The details hold no number that the cells hold: it is read back from there, in the same order.
struct PackedAnalysis: Equatable, Sendable {
    /// What of a cell is asked for without the rest.
    struct Cell: Equatable, Sendable {
        let benchmark: String
        let filesystem: String
        let iterations: Int?
        let hasErrors: Bool
        let settings: [CellReadings.Setting]
        /// Reported numbers, corrected means, derived numbers.
        let values: [MeasuredCell.Value]
    }

    let rules: Int
    /// In the order of the report.
    let cells: [Cell]
    /// Of the machine (`SystemFact.isOfMachine`).
    let machine: [SystemFact]
    /// The rest, packed.
    let details: [UInt8]

    init(rules: Int, cells: [Cell], machine: [SystemFact], details: [UInt8]) {
        self.rules = rules
        self.cells = cells
        self.machine = machine
        self.details = details
    }

    init(_ analysis: RunAnalysis) {
        let broken = Set(
            analysis.findings.filter { [$0].excludeFromRanks }.map { Place($0.benchmark, $0.filesystem) })
        rules = analysis.rules
        machine = analysis.readings.facts.filter(\.isOfMachine)
        cells = zip(analysis.readings.cells, analysis.cells).map { readings, computed in
            Cell(
                benchmark: readings.benchmark, filesystem: readings.filesystem,
                iterations: computed.iterations,
                hasErrors: broken.contains(Place(readings.benchmark, readings.filesystem)),
                settings: readings.settings, values: Self.values(readings, computed))
        }
        var writer = PackedWriter()
        writer.details(of: analysis)
        details = Deflated.pack(writer.bytes)
    }

    private struct Place: Hashable {
        let benchmark: String?
        let filesystem: String?

        init(_ benchmark: String?, _ filesystem: String?) {
            self.benchmark = benchmark
            self.filesystem = filesystem
        }
    }

    /// The order in which `PackedReader` takes them back.
    private static func values(
        _ readings: CellReadings, _ computed: RunAnalysis.Cell
    ) -> [MeasuredCell.Value] {
        let reported = readings.numbers.map { number in
            MeasuredCell.Value(
                ValueName(ValueSection(number.section) ?? .plot, number.key), number.value)
        }
        let corrected = [readings.iostat, readings.docker].flatMap { readings in
            readings.series.compactMap { series in
                series.corrected.map {
                    let section: ValueSection =
                        readings.group == .iostat ? .iostatCorrected : .dockerCorrected
                    return MeasuredCell.Value(ValueName(section, series.key), $0)
                }
            }
        }
        var values = reported + corrected
        for derived in computed.derived {
            guard let number = derived.number else { continue }
            values.append(MeasuredCell.Value(ValueName(.derived, derived.name.rawValue), number))
        }
        return values
    }
}

// MARK: Details

extension PackedWriter {
    fileprivate mutating func details(of analysis: RunAnalysis) {
        let readings = analysis.readings
        list(readings.facts) { writer, fact in
            writer.flag(fact.isOfMachine)
            if !fact.isOfMachine { writer.fact(fact) }
        }
        count(readings.omittedFactCount)
        count(readings.omittedCellCount)
        list(Array(zip(readings.cells, analysis.cells))) { writer, cell in
            writer.cell(cell.0)
            writer.list(cell.1.derived) { $0.derived($1) }
        }
        list(analysis.findings) { $0.finding($1) }
    }

    /// A fact, its name included.
    mutating func fact(_ fact: SystemFact) {
        name(fact.name)
        switch fact.value {
        case .number(let number):
            count(0)
            self.number(number)
        case .text(let text):
            count(1)
            self.text(text)
        case .flag(let flag):
            count(2)
            self.flag(flag)
        }
    }

    private mutating func cell(_ cell: CellReadings) {
        count(cell.numbers.count)
        list(cell.iterationValues) { writer, values in
            writer.name(values.key)
            writer.list(values.values) { $0.number($1) }
        }
        count(cell.omittedCount)
        series(cell.iostat)
        series(cell.docker)
    }

    private mutating func series(_ readings: SeriesReadings) {
        list(readings.series) { $0.series($1) }
        optional(readings.lengths) { writer, lengths in
            writer.count(lengths.lowerBound)
            writer.count(lengths.upperBound)
        }
        count(readings.endedSampleCount)
        count(readings.nullCount)
        optional(readings.busy) { writer, busy in
            writer.count(busy.samples.lowerBound)
            writer.count(busy.samples.upperBound)
            writer.optional(busy.disk) { $0.name($1) }
        }
        optional(readings.rhythm) { $0.rhythm($1) }
        count(readings.omittedCount)
        optional(readings.unknown) { $0.name($1) }
    }

    private mutating func series(_ series: SeriesReading) {
        name(series.key)
        count(series.count)
        flag(series.corrected != nil)
        for number in [series.mean, series.sum, series.variation] { optional(number) { $0.number($1) } }
        for sample in [series.lowest, series.highest, series.last] {
            optional(sample) { writer, sample in
                writer.count(sample.index)
                writer.number(sample.value)
            }
        }
    }

    private mutating func rhythm(_ rhythm: Rhythm) {
        name(rhythm.key)
        optional(rhythm.windows) { writer, windows in
            writer.number(windows.range)
            writer.number(windows.excursion)
        }
        optional(rhythm.stalls) { writer, stalls in
            writer.count(stalls.count)
            writer.count(stalls.longest)
            writer.number(stalls.share)
        }
        optional(rhythm.warmUp) { writer, warmUp in
            writer.optional(warmUp.end) { $0.count($1) }
            writer.number(warmUp.meanWith)
            writer.optional(warmUp.meanWithout) { $0.number($1) }
        }
    }

    private mutating func derived(_ value: DerivedValue) {
        name(value.name.rawValue)
        switch value.value {
        case .number: count(0)
        case .text(let text):
            count(1)
            name(text)
        case .unknown(let reason):
            count(2)
            name(reason)
        }
        optional(value.unit) { $0.name($1.rawValue) }
        optional(value.iteration) { $0.name($1) }
        optional(value.note) { $0.name($1) }
    }

    private mutating func finding(_ finding: Finding) {
        optional(finding.benchmark) { $0.name($1) }
        optional(finding.filesystem) { $0.name($1) }
        count(finding.law.rawValue)
        name(finding.verdict.rawValue)
        optional(finding.expected) { $0.number($1) }
        optional(finding.found) { $0.number($1) }
        optional(finding.unit) { $0.name($1.rawValue) }
        name(finding.detail)
    }
}
