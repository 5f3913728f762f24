/// A value that benchd computes from a cell; docs/analysis.md has the formulas.
package struct DerivedValue: Equatable, Sendable {
    /// What is computed; the raw value is its name in answers.
    package enum Name: String, CaseIterable, Sendable {
        case concurrency
        case runTime = "run_time"
        case busyStart = "busy_start"
        case busyEnd = "busy_end"
        case readAmplification = "read_amplification"
        case writeAmplification = "write_amplification"
        case cpuPerOperation = "cpu_per_operation"
        case operationsPerCore = "operations_per_core"
        case variation
        case windowRange = "window_range"
        case windowExcursion = "window_excursion"
        case isSteady = "steady_windows"
        case stallCount = "stall_count"
        case stallLongest = "stall_longest"
        case stallShare = "stall_share"
        case warmUpEnd = "warm_up_end"
        case meanWithWarmUp = "mean_with_warm_up"
        case meanWithoutWarmUp = "mean_without_warm_up"
        case limitedBy = "limited_by"
        case deviceUse = "device_utilisation"
        case processorUse = "cpu_utilisation"
        case tail
        case readTail = "read_tail"
        case writeTail = "write_tail"
    }

    /// The value, or why there is none.
    package enum Value: Equatable, Sendable {
        case number(Double)
        case text(String)
        case unknown(String)
    }

    package let name: Name
    package let value: Value
    package let unit: MetricUnit?
    /// Of which iteration the value is: "iteration 1 of 2"; nil where it is of all iterations, or there is one only.
    package let iteration: String?
    /// What a reader must know of it; a sentence.
    package let note: String?

    /// Makes the value from its fields; nothing is checked.
    package init(
        _ name: Name, _ value: Value, unit: MetricUnit? = nil, iteration: String? = nil, note: String? = nil
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.iteration = iteration
        self.note = note
    }

    /// The value of a number.
    package var number: Double? {
        if case .number(let number) = value { number } else { nil }
    }
}
