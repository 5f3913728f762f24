package import JSON

/// The unit of a value; the raw value is its name in answers.
package enum MetricUnit: String, CaseIterable, Sendable {
    case nanoseconds = "ns"
    case microseconds = "us"
    case milliseconds = "ms"
    case seconds = "s"
    case bytes
    case bytesPerSecond = "bytes/s"
    case bytesPerSample = "bytes/sample"
    case kibibytesPerSecond = "KiB/s"
    case percent = "%"
    case percentOfOneCore = "% of one core"
    case operationsPerSecond = "operations/s"
    case transactionsPerSecond = "transactions/s"
    case queriesPerSecond = "queries/s"
    case requestsPerSecond = "requests/s"
    case count

    /// What a value is divided by to be read with this name after it.
    package struct Step: Equatable, Sendable {
        package let name: String
        package let size: Double
    }

    /// How the values of a unit are shown: multiplied by the factor, then divided by the size of a step.
    package struct Scale: Equatable, Sendable {
        package let factor: Double
        /// From the smallest; never empty.
        package let steps: [Step]
    }

    /// How values are shown whose unit has no steps of its own, or that have no unit: "48.87k".
    package static let plainScale = Scale(factor: 1, steps: steps(["", "k", "M", "G", "T"]))

    /// The unit's own scale; nil where the number stands alone, in `plainScale`.
    package var scale: Scale? {
        switch self {
        case .nanoseconds: Self.times(1)
        case .microseconds: Self.times(1e3)
        case .milliseconds: Self.times(1e6)
        case .seconds: Self.times(1e9)
        case .bytes: Self.byteScale(1, "")
        case .bytesPerSecond: Self.byteScale(1, "/s")
        case .bytesPerSample: Self.byteScale(1, "/sample")
        case .kibibytesPerSecond: Self.byteScale(1024, "/s")
        case .percent: Scale(factor: 1, steps: [Step(name: "%", size: 1)])
        case .percentOfOneCore: Scale(factor: 1, steps: [Step(name: "cores", size: 100)])
        case .operationsPerSecond, .transactionsPerSecond, .queriesPerSecond, .requestsPerSecond, .count: nil
        }
    }

    /// The unit's own scale with some prefixes; of what is no bytes they change nothing.
    package func scale(_ prefixes: BytePrefixes) -> Scale? {
        guard prefixes == .iec else { return scale }
        switch self {
        case .bytes: return Self.binaryByteScale(1, "")
        case .bytesPerSecond: return Self.binaryByteScale(1, "/s")
        case .bytesPerSample: return Self.binaryByteScale(1, "/sample")
        case .kibibytesPerSecond: return Self.binaryByteScale(1024, "/s")
        default: return scale
        }
    }

    /// What a counter of this unit grows in: a second, or a sample where samples have no clock; nil for what is no amount.
    package func rate(perSample: Bool) -> MetricUnit? {
        self == .bytes ? (perSample ? .bytesPerSample : .bytesPerSecond) : nil
    }

    /// All units that have a scale of their own, and, with a null as its name, the scale of the others.
    package static var json: JSONValue {
        let scaled = allCases.compactMap { unit in unit.scale.map { json(unit.rawValue, $0) } }
        return .array(scaled + [json(nil, plainScale)])
    }

    private static func json(_ name: String?, _ scale: Scale) -> JSONValue {
        [
            "unit": .text(name), "factor": .double(scale.factor),
            "steps": .array(scale.steps.map { ["name": .string($0.name), "size": .double($0.size)] }),
        ]
    }

    private static func times(_ factor: Double) -> Scale {
        Scale(factor: factor, steps: steps(["ns", "µs", "ms", "s"]))
    }

    private static func byteScale(_ factor: Double, _ suffix: String) -> Scale {
        Scale(factor: factor, steps: steps(["B", "kB", "MB", "GB", "TB"].map { $0 + suffix }))
    }

    private static func binaryByteScale(_ factor: Double, _ suffix: String) -> Scale {
        let names = ["B", "KiB", "MiB", "GiB", "TiB"].map { $0 + suffix }
        return Scale(factor: factor, steps: steps(names, of: 1024))
    }

    private static func steps(_ names: [String], of base: Double = 1000) -> [Step] {
        var size = 1.0
        return names.map { name in
            defer { size *= base }
            return Step(name: name, size: size)
        }
    }
}
