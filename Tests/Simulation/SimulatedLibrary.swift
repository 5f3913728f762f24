import Analysis
import Glibc
import Model
import System

/// What a simulated library holds besides the two sides of a comparison.
package struct Design: Equatable, Sendable {
    /// Runs of each side.
    package let runs: Int
    /// Runs that were there before.
    package let earlier: Int
    /// Whether the earlier runs are of the baseline's setup, which is then a run of it alone, or of a setup of their own.
    package let isEarlierOfBaseline: Bool

    /// A design.
    package init(runs: Int, earlier: Int, isEarlierOfBaseline: Bool = false) {
        self.runs = runs
        self.earlier = earlier
        self.isEarlierOfBaseline = isEarlierOfBaseline
    }

    /// 1, 2, 4 and 8 runs a side, each with 0, 2 and 10 earlier runs of another setup.
    package static let grid = [1, 2, 4, 8].flatMap { runs in
        [0, 2, 10].map { Design(runs: runs, earlier: $0) }
    }
    /// A run of the baseline's setup against one run of another, with 1, 2 and 10 earlier runs of the baseline's setup.
    package static let single = [1, 2, 10].map { Design(runs: 1, earlier: $0, isEarlierOfBaseline: true) }
}

/// Runs of 36 cells that differ by noise alone, unless a change is planted.
struct SimulatedLibrary {
    /// 9 main metrics of 8 benchmarks, as a full run of the suite has them.
    private static let metrics = [
        ("fio-randread-4k", "read_iops"), ("fio-seqread-1m", "read_iops"), ("fio-randwrite-4k", "write_iops"),
        ("fio-seqwrite-1m", "write_iops"), ("fio-randrw-16k", "read_iops"), ("fio-randrw-16k", "write_iops"),
        ("sysbench-oltp", "tps"), ("postgres-pgbench", "tps"), ("webserver-bench", "requests_per_sec"),
    ]
    private static let filesystems = ["btrfs_btrfs", "btrfs_overlay2", "ext4_overlay2", "xfs_overlay2"]
    static let cells = metrics.flatMap { benchmark, metric in
        filesystems.map { CellKey(rig: "rig", benchmark: benchmark, filesystem: $0, metric: metric) }
    }

    private(set) var measurements: [Measurement] = []
    let baseline: RunID
    let candidate: RunID

    /// A library of a design; nil if it has a run without an id.
    init?(_ design: Design, _ generator: inout SeededGenerator) {
        var setups = [String](repeating: design.isEarlierOfBaseline ? "a" : "c", count: design.earlier)
        setups += [String](repeating: "a", count: design.runs) + [String](repeating: "b", count: design.runs)
        let ids = setups.indices.compactMap { Self.id($0) }
        guard ids.count == setups.count, let candidate = ids.last,
            let baseline = ids.dropLast(design.runs).last
        else { return nil }
        self.candidate = candidate
        self.baseline = baseline
        for cell in Self.cells {
            // 95 % of the cells have a noise within a factor of 2 around 8 %.
            let deviation = 0.08 * exp(generator.normal() * log(2) / 1.96)
            for (number, id) in ids.enumerated() {
                let isFar = generator.uniform() <= 0.05
                let noise = isFar ? generator.studentT3() : generator.normal()
                measurements.append(
                    Measurement(
                        run: id, filed: Timestamp(milliseconds: Int64(number) * 60_000), cell: cell,
                        setup: SetupID(setups[number]), value: 1_000 * exp(deviation * noise),
                        direction: .higher,
                        isMain: true))
            }
        }
    }

    /// Multiplies the values of one cell in all runs of the candidate's setup.
    mutating func plant(_ factor: Double, in cell: CellKey) {
        measurements = measurements.map { measurement in
            guard measurement.cell == cell, measurement.setup == SetupID("b") else { return measurement }
            return Measurement(
                run: measurement.run, filed: measurement.filed, cell: cell, setup: measurement.setup,
                value: measurement.value * factor, direction: .higher, isMain: true)
        }
    }

    private static func id(_ number: Int) -> RunID? {
        let digits = String(number, radix: 16)
        return RunID(String(repeating: "0", count: 12 - digits.count) + digits)
    }
}
