package import Model

/// Makes the readings of a report from what its reader hands over, in bounded memory.
package struct ReadingsBuilder {
    private var readings = RunReadings()
    /// The cell that is being read; nil between cells, and in one that is left out.
    private var cell: CellReadings?
    private var samples = CellSamples()
    private var valueCount = 0
    private var seriesCount = 0

    /// A builder of one report's readings.
    package init() {}

    /// Takes the next item, in the order of the report.
    package mutating func add(_ item: ReportItem) {
        switch item {
        case .fact(let fact): readings.facts.append(fact)
        case .omittedFacts(let count): readings.omittedFactCount += count
        case .cell(let benchmark, let filesystem): begin(benchmark, filesystem)
        case .number(let section, let key, let value): add(section, key, value)
        case .text(let key, let text):
            if takeValue() { cell?.settings.append(CellReadings.Setting(key: key, text: text)) }
        case .iterations(let key, let values):
            if takeValue() {
                cell?.iterationValues.append(CellReadings.IterationValues(key: key, values: values))
            }
        case .series(let group, let key): beginSeries(group, key)
        case .samples(let piece): if cell != nil { samples.append(piece) }
        case .cellEnd: endCell()
        }
    }

    /// What was read; valid only where the report was read without an error.
    package consuming func finish() -> RunReadings { readings }

    private mutating func begin(_ benchmark: String, _ filesystem: String) {
        guard readings.cells.count < ReadingLimits.cells else {
            readings.omittedCellCount += 1
            return
        }
        cell = CellReadings(benchmark: benchmark, filesystem: filesystem)
        samples = CellSamples()
    }

    private mutating func add(_ section: ReportSection, _ key: String, _ value: Double) {
        guard takeValue() else { return }
        let number = CellReadings.Number(section: section, key: key, value: value, kind: cell?.kind)
        cell?.numbers.append(number)
    }

    /// Whether one more number or text may be kept.
    private mutating func takeValue() -> Bool {
        guard let count = cell?.valueCount else { return false }
        guard valueCount < ReadingLimits.values, count < ReadingLimits.cellValues else {
            cell?.omittedCount += 1
            return false
        }
        valueCount += 1
        return true
    }

    private mutating func beginSeries(_ group: MonitoringGroup, _ key: String) {
        guard cell != nil else { return }
        let hasRoom = seriesCount < ReadingLimits.series && samples.listCount < ReadingLimits.cellSeries
        let isKept = key == group.clockKey || hasRoom
        if isKept { seriesCount += 1 }
        samples.begin(group, key, isKept: isKept)
    }

    private mutating func endCell() {
        // Taken out, so that what is changed has one owner.
        guard var cell = cell.take() else { return }
        removeCopies(from: &cell)
        cell.iostat = samples.readings(of: .iostat)
        cell.docker = samples.readings(of: .docker)
        readings.cells.append(cell)
        samples = CellSamples()
    }

    /// The suite writes the same averages into plot and table, there with four decimals: of equal ones the plot's are kept.
    private mutating func removeCopies(from cell: inout CellReadings) {
        var (iostat, docker) = (PlotValues(), PlotValues())
        for number in cell.numbers {
            switch number.section {
            case .iostatPlot: iostat.values.append((number.key, number.value))
            case .dockerPlot: docker.values.append((number.key, number.value))
            default: break
            }
        }
        let before = cell.numbers.count
        cell.numbers.removeAll { number in
            let value: Double? =
                switch number.section {
                case .iostatTable: iostat.value(of: number.key)
                case .dockerTable: docker.value(of: number.key)
                default: nil
                }
            return value.map { abs($0 - number.value) <= 1e-4 } ?? false
        }
        valueCount -= before - cell.numbers.count
    }
}

/// The numbers of a plot, asked for in about their order.
private struct PlotValues {
    var values: [(key: String, value: Double)] = []
    /// The place after the one that was found last.
    private var next = 0

    /// The number under a key; nil where there is none.
    mutating func value(of key: String) -> Double? {
        let place =
            values[next...].firstIndex { $0.key == key } ?? values[..<next].firstIndex { $0.key == key }
        guard let place else { return nil }
        next = place + 1
        return values[place].value
    }
}

extension CellReadings {
    /// How many numbers, texts and lists of values are kept.
    fileprivate var valueCount: Int { numbers.count + settings.count + iterationValues.count }
}
