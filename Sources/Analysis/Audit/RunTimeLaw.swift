import Model

/// Law 4: totals, rates and series agree on how long the workload ran.
enum RunTimeLaw {
    private static let tolerance = 0.1
    /// How much longer than the workload the series may be: the larger of the two.
    private static let extraSeconds = 10.0
    private static let extraShare = 0.2

    static func check(_ context: CellContext) -> [Finding] {
        guard !context.streams.isEmpty else { return [] }
        let times = context.streams.compactMap(context.runTime(of:))
        guard let longest = times.max(), let shortest = times.min() else {
            return [context.finding(.runTime, .unknown, "The report lacks a total or its rate.")]
        }
        return [
            agreement(shortest, longest, context), tool(longest, context), series(longest, context),
        ].compactMap(\.self)
    }

    /// Reads and writes run side by side.
    private static func agreement(_ shortest: Double, _ longest: Double, _ context: CellContext) -> Finding {
        context.compare(
            .runTime, expected: longest, found: shortest, tolerance: tolerance, otherwise: .odd,
            unit: .seconds,
            shortest == longest
                ? "The total by its rate gives a run time of \(Figures.short(longest)) s."
                : "The totals by their rates give run times of \(Figures.short(shortest)) and"
                    + " \(Figures.short(longest)) s for reads and writes.")
    }

    private static func tool(_ time: Double, _ context: CellContext) -> Finding? {
        guard let said = context.seconds(WorkStream.runTimeKey(of: context.cell.kind)) else { return nil }
        return context.compare(
            .runTime, expected: said, found: time, tolerance: tolerance, otherwise: .odd, unit: .seconds,
            "The total by its rate gives a run time of \(Figures.short(time)) s, and the tool says"
                + " \(Figures.short(said)) s.")
    }

    /// n samples span n − 1 intervals.
    private static func series(_ time: Double, _ context: CellContext) -> Finding? {
        guard let count = context.cell.iostat.lengths?.upperBound, count > 0 else { return nil }
        let span = Double(count - 1) * context.interval
        let least = time - context.interval
        let most = time + max(extraSeconds, extraShare * time)
        let isRight = span >= least && span <= most
        return context.finding(
            .runTime, isRight ? .holds : .odd,
            "iostat was sampled for \(Figures.short(span)) s, and the workload ran for \(Figures.short(time)) s.",
            expected: time, found: span, unit: .seconds)
    }
}
