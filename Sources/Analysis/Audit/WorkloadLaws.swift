import Model

/// Law 2: concurrency is what was asked for.
enum ConcurrencyLaw {
    private static let tolerance = 0.1

    /// What was asked for, and by what it is known.
    private struct Request {
        let count: Double
        let source: String
        /// Whether it may be a part of what was asked for.
        var isPartial = false
    }

    static func check(_ context: CellContext) -> [Finding] {
        guard context.cell.kind != nil, !context.streams.isEmpty else { return [] }
        if context.cell.kind == .fio, let reason = context.mixedIterations {
            return [context.finding(.concurrency, .unknown, reason)]
        }
        guard let found = context.concurrency else {
            return [context.finding(.concurrency, .unknown, "The report lacks a rate or a mean latency.")]
        }
        guard let request = request(context), request.count > 0 else {
            return [
                context.finding(
                    .concurrency, .unknown,
                    "Neither report nor archive say how many requests were asked for.",
                    found: found, unit: .count)
            ]
        }
        return [
            context.compare(
                .concurrency, expected: request.count, found: found, tolerance: tolerance,
                otherwise: request.isPartial ? .note : .odd, unit: .count,
                "Rate times mean latency gives \(Figures.short(found)) operations in flight;"
                    + " \(request.source) \(Figures.short(request.count)).")
        ]
    }

    private static func request(_ context: CellContext) -> Request? {
        let cell = context.cell
        let archive = context.settings.concurrency.map {
            Request(count: $0, source: "the archive's command asks for")
        }
        switch cell.kind {
        case .pgbench:
            return cell.number("clients").map { Request(count: $0, source: "the report says clients") }
                ?? archive
        case .wrk:
            return cell.number("connections").map {
                Request(count: $0, source: "the report says connections")
            }
                ?? archive
        case .sysbench: return archive
        case .fio:
            let depth = cell.setting("iodepth").flatMap(Double.init)
            return archive
                ?? depth.map { Request(count: $0, source: "the report's iodepth is", isPartial: true) }
        case nil: return nil
        }
    }
}

/// Law 3: bandwidth is IOPS times block size.
enum WorkloadLaws {
    private static let tolerance = 0.02

    static func blockSize(_ context: CellContext) -> [Finding] {
        guard context.cell.kind == .fio else { return [] }
        return context.streams.map { stream in
            guard let text = context.cell.setting("bs"), let size = byteCount(text) else {
                return context.finding(.blockSize, .unknown, "The report has no single block size.")
            }
            guard let rate = context.cell.number(stream.rate),
                let found = context.cell.number(stream.bandwidth)
            else { return context.finding(.blockSize, .unknown, "The report lacks a bandwidth.") }
            let name = stream.direction?.rawValue ?? ""
            return context.compare(
                .blockSize, expected: rate * size, found: found, tolerance: tolerance, otherwise: .odd,
                unit: .bytesPerSecond,
                "\(Figures.short(rate)) \(name) operations of \(text) a second are \(Figures.short(rate * size)) bytes/s;"
                    + " the report says \(Figures.short(found)).")
        }
    }

    /// The bytes of a size as fio takes it, "4k" or "1m" (of 1024); nil for ranges and lists.
    static func byteCount(_ text: String) -> Double? {
        let lower = text.lowercased()
        let digits = lower.prefix { $0.isASCII && $0.isNumber }
        guard let number = Double(digits), number > 0 else { return nil }
        switch lower[digits.endIndex...] {
        case "", "b": return number
        case "k", "kb", "kib": return number * 1_024
        case "m", "mb", "mib": return number * 1_048_576
        case "g", "gb", "gib": return number * 1_073_741_824
        default: return nil
        }
    }
}
