import JSON
import TestSupport
import Testing

@testable import Analysis
@testable import Model
@testable import System

/// Whether there is a number and it is almost the other.
func isClose(_ number: Double?, _ other: Double, within distance: Double) -> Bool {
    number.map { abs($0 - other) < distance } ?? false
}

/// A run by its number, which is also the minute in which it was filed.
func run(_ number: Int) throws -> RunID {
    let digits = String(number, radix: 16)
    return try #require(RunID(String(repeating: "0", count: 12 - digits.count) + digits))
}

/// A measurement of which a test names what matters to it.
func measurement(
    _ number: Int, _ value: Double, setup: String = "a", rig: String? = "rig", benchmark: String = "fio-a",
    filesystem: String = "ext4", metric: String = "write_iops", iterations: Int? = nil,
    direction: Metric.Direction? = .higher, isMain: Bool = true, isExcluded: Bool = false,
    hasErrors: Bool = false
) throws -> Measurement {
    Measurement(
        run: try run(number), filed: Timestamp(milliseconds: Int64(number) * 60_000),
        cell: CellKey(rig: rig, benchmark: benchmark, filesystem: filesystem, metric: metric),
        setup: SetupID(setup), value: value, iterations: iterations, direction: direction, isMain: isMain,
        isExcluded: isExcluded, hasErrors: hasErrors)
}

extension CellKey {
    static let usual = CellKey(rig: "rig", benchmark: "fio-a", filesystem: "ext4", metric: "write_iops")
}

extension NoiseModel {
    init(_ measurements: [Measurement], asOf: Timestamp? = nil) {
        self.init(RepeatIndex(measurements, asOf: asOf))
    }
}

/// Five benchmarks of one kind with two runs each that are a factor apart: a noise that all cells share.
func background(_ factor: Double = 1.1, from number: Int = 900) throws -> [Measurement] {
    try (0..<5).flatMap { place in
        try [1_000.0, 1_000 * factor].enumerated().map { step, value in
            try measurement(number + step, value, setup: "background", benchmark: "fio-\(place)")
        }
    }
}

/// The main metrics of a real report, as the run of a number.
func fixture(_ name: String, _ number: Int, setup: String, iterations: Int? = nil) throws -> [Measurement] {
    let report = try JSONValue(parsing: try Fixtures.file(name, "aggregated_report.json"))
    var measurements: [Measurement] = []
    for benchmark in report["data"]?.members ?? [] {
        let kind = try #require(BenchmarkKind(benchmark: benchmark.key))
        for entry in benchmark.value.members ?? [] {
            for metric in MetricTable.metrics(of: kind) where metric.traits.contains(.main) {
                guard let value = entry.value["metrics"]?["plot"]?[metric.key]?.double else { continue }
                measurements.append(
                    try measurement(
                        number, value, setup: setup, benchmark: benchmark.key, filesystem: entry.key,
                        metric: metric.key, iterations: iterations, direction: metric.direction))
            }
        }
    }
    return measurements
}
