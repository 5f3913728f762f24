import Model

extension DerivedValues {
    /// Busy interval and rhythm of a cell that iostat watched.
    static func rhythm(_ context: CellContext) -> [DerivedValue] {
        let iostat = context.cell.iostat
        guard !iostat.series.isEmpty else { return [] }
        let rhythm = iostat.rhythm
        let trouble = rhythm == nil ? withoutRhythm(context) : ""
        func derived(
            _ name: DerivedValue.Name, _ number: Double?, _ reason: String, _ unit: MetricUnit? = nil
        ) -> DerivedValue {
            DerivedValue(
                name, value(number, otherwise: rhythm == nil ? trouble : reason), unit: unit,
                iteration: context.iteration)
        }
        let tooFew = "fewer than 25 busy samples"
        let noMedian = "the median is 0"
        let noEnd = "it does not end in the first half of the busy interval"
        let short = "fewer than 10 busy samples"
        return busy(context) + [
            derived(.variation, rhythm.flatMap { iostat[$0.key]?.variation }, "the mean is 0"),
            derived(.windowRange, rhythm?.windows.map { $0.range * 100 }, tooFew, .percent),
            derived(.windowExcursion, rhythm?.windows.map { $0.excursion * 100 }, tooFew, .percent),
            DerivedValue(
                .isSteady,
                rhythm?.windows.map { .text($0.isSteady ? "steady" : "not steady") }
                    ?? .unknown(rhythm == nil ? trouble : tooFew), iteration: context.iteration),
            derived(.stallCount, rhythm?.stalls.map { Double($0.count) }, noMedian, .count),
            derived(
                .stallLongest, rhythm?.stalls.map { Double($0.longest) * context.interval }, noMedian,
                .seconds),
            derived(.stallShare, rhythm?.stalls.map { $0.share * 100 }, noMedian, .percent),
            derived(
                .warmUpEnd, rhythm?.warmUp?.end.map(Double.init), rhythm?.warmUp == nil ? short : noEnd,
                .count),
            derived(.meanWithWarmUp, rhythm?.warmUp?.meanWith, short, .kibibytesPerSecond),
            derived(
                .meanWithoutWarmUp, rhythm?.warmUp?.meanWithout, rhythm?.warmUp == nil ? short : noEnd,
                .kibibytesPerSecond),
        ]
    }

    private static func busy(_ context: CellContext) -> [DerivedValue] {
        let samples = context.cell.iostat.busy?.samples
        return [(DerivedValue.Name.busyStart, samples?.lowerBound), (.busyEnd, samples?.upperBound)].map {
            DerivedValue(
                $0.0, value($0.1.map(Double.init), otherwise: context.busyTrouble), unit: .count,
                iteration: context.iteration)
        }
    }

    private static func withoutRhythm(_ context: CellContext) -> String {
        guard let busy = context.cell.iostat.busy, busy.isLongEnough, busy.disk == nil else {
            return context.busyTrouble
        }
        return context.cell.iostat.hasDisks ? "the device did nothing" : "iostat recorded no device"
    }
}

extension CellContext {
    /// Seconds between two samples of iostat; a second where the archive does not say it.
    var interval: Double { settings.interval.flatMap { $0 > 0 ? $0 : nil } ?? 1 }
}
