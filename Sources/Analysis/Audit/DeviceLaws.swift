import Model
import System

/// Laws 6 and 9: what the device did against what the workload did.
enum DeviceLaws {
    private static let expected = 0.8...1.2
    private static let possible = 0.05...3.0
    /// Below both of these requests a second, and this use, the device is idle.
    private static let idleRequests = 5.0
    private static let idleShare = 0.001
    private static let idleUse = 2.0
    /// Workloads with fewer operations a second prove nothing.
    private static let leastRate = 100.0

    // MARK: Law 6

    static func bytes(_ context: CellContext) -> [Finding] {
        guard context.cell.kind == .fio, !context.streams.isEmpty else { return [] }
        let isElsewhere = watched(context).contains { $0.verdict == .odd }
        guard !isElsewhere else {
            return [context.finding(.deviceBytes, .unknown, "The watched disk did not do the work.")]
        }
        return context.streams.map { bytes(of: $0, context) }
    }

    private static func bytes(of stream: WorkStream, _ context: CellContext) -> Finding {
        guard let ratio = context.amplification(stream), ratio.isFinite else {
            return context.finding(
                .deviceBytes, .unknown, "Device bytes are unknown: \(context.amplificationTrouble).")
        }
        let isRead = stream.direction == .read
        let explanation = explanation(ratio, context)
        let verdict: Finding.Verdict =
            if expected.contains(ratio) { .holds } else if possible.contains(ratio) { .note } else {
                explanation == nil ? .odd : .note
            }
        return context.finding(
            .deviceBytes, verdict,
            "The device \(isRead ? "read" : "wrote") \(Figures.short(ratio)) bytes for each byte that the workload"
                + " \(isRead ? "read" : "wrote")\(meaning(ratio, isRead, context))"
                + (possible.contains(ratio) ? "" : explanation.map { "; \($0)" } ?? "") + ".",
            expected: 1, found: ratio)
    }

    private static func meaning(_ ratio: Double, _ isRead: Bool, _ context: CellContext) -> String {
        guard ratio < possible.lowerBound else { return "" }
        let asked = context.settings.isDirect == true ? ", although it asked for direct I/O" : ""
        return ": memory \(isRead ? "served the reads" : "absorbed the writes")\(asked)"
    }

    /// Which option explains a ratio that is far from 1; nil where none does.
    private static func explanation(_ ratio: Double, _ context: CellContext) -> String? {
        if context.settings.isDirect == false { return "buffered I/O was asked for" }
        if ratio < possible.lowerBound {
            if let option = context.settings.mountOptions.first(where: { $0.hasPrefix("compress") }) {
                return "the filesystem was mounted with \(option)"
            }
            if context.settings.isDirect == nil { return "whether direct I/O was asked for is not known" }
        }
        return nil
    }

    // MARK: Law 9

    static func watched(_ context: CellContext) -> [Finding] {
        let iostat = context.cell.iostat
        guard !iostat.series.isEmpty else { return [] }
        guard iostat.hasDisks else { return [noDevice(context)] }
        guard context.cell.kind == .fio, let rate = context.rate, rate >= leastRate else { return [] }
        guard context.settings.isDirect == true else {
            return [
                context.finding(
                    .watchedDisk, .unknown,
                    "Whether the workload's I/O went past the page cache is not known.")
            ]
        }
        guard let requests = requests(context) else {
            return [context.finding(.watchedDisk, .unknown, "The device's series are too short or not read.")]
        }
        let use = iostat.series.filter { $0.metric.key == "util" }.compactMap(\.corrected).max() ?? 0
        let isIdle = requests < max(idleRequests, idleShare * rate) && use < idleUse
        return [
            context.finding(
                .watchedDisk, isIdle ? .odd : .holds,
                "The busiest watched disk did \(Figures.short(requests)) requests a second, the workload"
                    + " \(Figures.short(rate)) direct operations"
                    + (isIdle ? ": the wrong disk was watched, or memory served all of them." : "."),
                expected: rate, found: requests, unit: .operationsPerSecond)
        ]
    }

    /// Requests a second of the busiest disk; nil where the series say nothing.
    private static func requests(_ context: CellContext) -> Double? {
        let iostat = context.cell.iostat
        let disks = iostat.busy?.disk.map { [$0] } ?? Array(iostat.disks)
        let sums = disks.compactMap { disk -> Double? in
            let parts = ["read_iops", "write_iops"].compactMap { iostat.series($0, of: disk)?.corrected }
            return parts.isEmpty ? nil : parts.reduce(0, +)
        }
        return sums.max()
    }

    private static func noDevice(_ context: CellContext) -> Finding {
        let name = context.machine.diskName
        let endsInDigit =
            name?.utf8.last?.isDigit ?? false
        return context.finding(
            .watchedDisk, .note,
            "iostat recorded no device"
                + (endsInDigit
                    ? ": the suite skips disks whose names end in a digit, such as \(name ?? "")." : "."))
    }
}
