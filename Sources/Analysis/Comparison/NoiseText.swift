import Model

/// What noise was learned from, in words.
package enum NoiseText {
    /// One sentence or two about the noise of some differences; there is at least one.
    package static func sentence(_ noises: [Noise]) -> String {
        let runs = span(noises.map(\.repeats).map(Double.init), " runs")
        let time = ValueFormat.time(seconds: Double(noises.map(\.within).max() ?? 0) / 1_000)
        let levels = [Noise.Level.cell, .benchmark, .kind, .library].compactMap { level -> String? in
            let count = noises.count { $0.level == level }
            guard count > 0 else { return nil }
            return noises.count == count ? "from \(text(level))" : "for \(count) from \(text(level))"
        }
        let degrees = noises.map(\.degreesOfFreedom)
        return
            "Noise: one value is uncertain by \(percents(noises)), learned from \(runs) filed within \(time)"
            + " (over a longer time it is larger), \(levels.joined(separator: ", "));"
            + " \(span(degrees.map { ($0 * 10).rounded() / 10 }, degrees.max() == 1 ? " degree" : " degrees")) of freedom."
    }

    /// One sentence about the noise of changes between filesystems of a run; there is at least one.
    package static func ofChanges(_ noises: [Noise]) -> String {
        "A change has the noise of the ratio within runs: \(percents(noises))."
    }

    /// A sentence where noise rests on so little that bounds are wide.
    package static func warning(_ noises: [Noise]) -> String? {
        guard let least = noises.map(\.degreesOfFreedom).min(), least < 4 else { return nil }
        let degrees = ValueFormat.exact((least * 10).rounded() / 10)
        return "Noise rests on \(degrees) \(degrees == "1" ? "degree" : "degrees") of freedom"
            + "\(noises.contains { $0.degreesOfFreedom > least } ? " in some" : ""),"
            + " so bounds are wide: every repeat narrows them."
    }

    private static func percents(_ noises: [Noise]) -> String {
        let all = noises.map(\.relative)
        let (low, high) = (ValueFormat.percent(all.min() ?? 0), ValueFormat.percent(all.max() ?? 0))
        return low == high ? low : "\(low) to \(high)"
    }

    private static func span(_ numbers: [Double], _ noun: String) -> String {
        let (low, high) = (ValueFormat.exact(numbers.min() ?? 0), ValueFormat.exact(numbers.max() ?? 0))
        return (low == high ? low : "\(low) to \(high)") + noun
    }

    private static func text(_ level: Noise.Level) -> String {
        switch level {
        case .cell: "the cell's own repeats"
        case .benchmark: "the same benchmark on the rig"
        case .kind: "benchmarks of the same kind on the rig"
        case .library: "benchmarks of the same kind on any rig"
        }
    }
}
