package import Model

/// The values that are computed from a cell (docs/analysis.md).
package enum DerivedValues {
    /// All values of a cell that make sense for its tool, unknown ones with their reason.
    package static func all(of context: CellContext) -> [DerivedValue] {
        work(context) + device(context) + processor(context) + rhythm(context)
    }

    /// A number, or why there is none; what is beyond a Double is unknown.
    static func value(_ number: Double?, otherwise reason: String) -> DerivedValue.Value {
        guard let number else { return .unknown(reason) }
        return number.isFinite ? .number(number) : .unknown("it is beyond a Double")
    }

    // MARK: The workload

    private static func work(_ context: CellContext) -> [DerivedValue] {
        let streams = context.streams
        guard !streams.isEmpty else { return [] }
        let lacking = "the report lacks a rate or a mean latency"
        var values = [DerivedValue(.concurrency, value(context.concurrency, otherwise: lacking))]
        let times = streams.compactMap(context.runTime(of:))
        values.append(
            DerivedValue(
                .runTime, value(times.max(), otherwise: "the report lacks a total or its rate"),
                unit: .seconds))
        return values + streams.compactMap { tail(of: $0, context) }
    }

    private static func tail(of stream: WorkStream, _ context: CellContext) -> DerivedValue? {
        guard let key = stream.latency99, let high = context.cell.number(key),
            let mean = context.cell.number(stream.meanLatency), mean > 0
        else { return nil }
        let name: DerivedValue.Name =
            switch stream.direction {
            case .read: .readTail
            case .write: .writeTail
            case nil: .tail
            }
        return DerivedValue(
            name, value(high / mean, otherwise: ""),
            note: "fio's percentiles are of the completion latency, its mean of the total latency.")
    }

    // MARK: The device

    private static func device(_ context: CellContext) -> [DerivedValue] {
        var values = context.streams.compactMap { stream -> DerivedValue? in
            guard let direction = stream.direction else { return nil }
            return DerivedValue(
                direction == .read ? .readAmplification : .writeAmplification,
                value(context.amplification(stream), otherwise: context.amplificationTrouble),
                iteration: context.iteration)
        }
        guard !context.cell.iostat.series.isEmpty else { return values }
        values.append(
            DerivedValue(
                .deviceUse, value(context.device("util")?.corrected, otherwise: idleOr(context)),
                unit: .percent, iteration: context.iteration))
        return values + [limit(context)]
    }

    private static func idleOr(_ context: CellContext) -> String {
        guard let busy = context.cell.iostat.busy, busy.isLongEnough, busy.disk == nil,
            context.cell.iostat.hasDisks
        else { return context.busyTrouble }
        return "the device did nothing"
    }

    /// From which use on a resource limits the work, in percent.
    private static let limitingUse = 90.0

    private static func limit(_ context: CellContext) -> DerivedValue {
        let device = context.device("util")?.corrected
        let processor = context.processorUse
        let names = [
            device ?? 0 >= limitingUse ? "device" : nil, processor ?? 0 >= limitingUse ? "cpu" : nil,
        ].compactMap(\.self)
        // One that is not at its limit says nothing of the other.
        let isKnown = !names.isEmpty || (device != nil && processor != nil)
        var notes = [
            device.map { "The device is used for \(Figures.short($0)) %" },
            processor.map { "the CPU for \(Figures.short($0)) %" },
        ].compactMap(\.self).joined(separator: ", ")
        if context.machine.isRotational == false {
            notes +=
                "; a disk without a spindle serves requests side by side, so its utilisation proves little"
        }
        return DerivedValue(
            .limitedBy,
            isKnown
                ? .text(names.count == 1 ? names[0] : names.isEmpty ? "neither" : "both")
                : .unknown(context.busyTrouble),
            iteration: context.iteration, note: isKnown ? notes + "." : nil)
    }

    // MARK: The processor

    private static func processor(_ context: CellContext) -> [DerivedValue] {
        guard !context.cell.iostat.series.isEmpty else { return [] }
        let use = DerivedValue(
            .processorUse, value(context.processorUse, otherwise: context.busyTrouble), unit: .percent,
            iteration: context.iteration)
        guard let rate = context.rate else { return [use] }
        guard let percent = context.processorUse else { return [use] }
        let reason = "the report lacks the number of cores"
        // Seconds of CPU that are spent in a second.
        let spent = context.machine.cores.map { percent / 100 * $0 }
        return [
            use,
            DerivedValue(
                .cpuPerOperation, value(spent.map { $0 / rate * 1e6 }, otherwise: reason),
                unit: .microseconds, iteration: context.iteration),
            DerivedValue(
                .operationsPerCore, value(spent.map { rate / $0 }, otherwise: reason),
                unit: MetricTable.metric(of: context.cell.kind, key: context.streams.first?.rate ?? "").unit,
                iteration: context.iteration),
        ]
    }
}
