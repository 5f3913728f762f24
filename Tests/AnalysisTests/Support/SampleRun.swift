import Testing

@testable import Model
@testable import System

/// A run of which a test names what matters to it; it is filed in the minute of its number.
struct SampleRun {
    let id: RunID
    let filed: Timestamp
    var rig: String? = "rig"
    var label: String?
    var isExcluded = false
    var facts = [
        "kernel_version": "6.1", "os_distro": "Debian 13", "cpu_model": "CPU", "cpu_cores_total": "8",
        "ram_gb": "16", "target_disk.model": "Disk", "target_disk.size": "1 TB",
        "target_disk.rotational": "0",
    ]
    /// The mount options of ext4; nil for a run without an archive.
    var options: String? = "noatime"
    /// When the report says that its facts were collected.
    var timestamp: String?
    /// What the report's digest is of.
    var bytes: String
    var cells: [SampleCell]

    /// A run by its number.
    init(_ number: Int, _ cells: [SampleCell]) throws {
        id = try run(number)
        filed = Timestamp(milliseconds: Int64(number) * 60_000)
        bytes = "\(number)"
        self.cells = cells
    }

    /// A run that measured the write IOPS of `fio-a` on filesystems.
    init(_ number: Int, _ iops: [String: Double]) throws {
        try self.init(
            number,
            iops.sorted { $0.key < $1.key }.map {
                SampleCell(filesystem: $0.key, plot: ["write_iops": $0.value])
            })
    }

    /// The same run with something changed.
    func with(_ change: (inout SampleRun) -> Void) -> SampleRun {
        var changed = self
        change(&changed)
        return changed
    }

    /// The same run with another kernel.
    func with(kernel: String) -> SampleRun { with { $0.facts["kernel_version"] = kernel } }
}

/// A cell of a sample.
struct SampleCell {
    var benchmark = "fio-a"
    var filesystem: String
    var iterations: Int?
    var hasErrors = false
    var plot: [String: Double] = [:]
    /// A job that its size bounds, so that its run time is no part of its setup.
    var table = ["write_io_bytes": 40_960_000.0]
}

extension SampleRun {
    /// What a library says of it; `number` tells its facts and settings from those of other runs.
    func measured(_ number: Int64) -> MeasuredRun {
        MeasuredRun(
            id: id, filed: filed, source: rig, rig: rig, label: label, isExcluded: isExcluded,
            vars: options.map { _ in VarsID(number) }, machine: MachineID(number),
            benchmarks: cells.map(\.benchmark).distinctBytewise,
            filesystems: cells.map(\.filesystem).distinctBytewise, cells: cells.map(\.measured))
    }

    var vars: ConfigVars? {
        options.map { options in
            let values = [
                (["ext4", "name"], "ext4"), (["ext4", "opts"], options), (["xfs", "name"], "xfs"),
            ]
            return ConfigVars(
                vars: values.map { names, text in
                    ConfigVar(file: "filesystems.yaml", names: ["filesystems"] + names, value: .text(text))
                })
        }
    }
}

extension SampleCell {
    fileprivate var measured: MeasuredCell {
        let values = [(ValueSection.plot, plot), (.table, table)].flatMap { section, numbers in
            numbers.sorted { $0.key < $1.key }.map {
                MeasuredCell.Value(ValueName(section, $0.key), $0.value)
            }
        }
        return MeasuredCell(
            benchmark: benchmark, filesystem: filesystem, iterations: iterations, hasErrors: hasErrors,
            settings: [], values: values)
    }
}
