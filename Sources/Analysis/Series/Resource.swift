package import Model

/// What of the machine a benchmark's score is set against; the raw value is its name in answers.
package enum Resource: String, CaseIterable, Sendable {
    case cpu
    case memory
    case machineCPU = "machine_cpu"
    case ioWait = "iowait"
    case busiestDevice = "util"

    package var label: String {
        switch self {
        case .cpu: "Container CPU, mean"
        case .memory: "Container memory, mean"
        case .machineCPU: "CPU user + system, mean"
        case .ioWait: "CPU waiting for I/O, mean"
        case .busiestDevice: "Busiest device's utilisation, mean"
        }
    }

    package var unit: MetricUnit {
        switch self {
        case .cpu: .percentOfOneCore
        case .memory: .bytes
        case .machineCPU, .ioWait, .busiestDevice: .percent
        }
    }

    /// The keys of the series of which means are needed.
    static func measuredKeys(of group: MonitoringGroup) -> Set<String> {
        switch group {
        case .iostat: ["cpu_user", "cpu_system", "cpu_iowait", "util"]
        case .docker: ["cpu_perc", "mem_usage_bytes"]
        }
    }
}

/// How much of each resource a filesystem used in a benchmark.
package struct ResourceUse: Equatable, Sendable {
    package let filesystem: String
    /// In the report's unit; none for what was not monitored.
    package let values: [Resource: Double]
}

/// The means of an entry's monitoring.
///
/// They are computed, of iostat without the sample since boot, of Docker without what it reports after the container has ended;
/// a reported average stands in where there is no series.
struct MonitoringMeans {
    /// By the metric's key.
    private var values: [String: Double] = [:]
    /// Disks of which the utilisation was computed.
    private var measuredDisks: Set<String> = []
    private var busiest: Double?

    /// Takes the mean of a series; before the reported averages.
    mutating func add(measured mean: Double, of meaning: MonitoringGroup.Meaning) {
        if let disk = meaning.disk {
            measuredDisks.insert(disk)
            busiest = max(busiest ?? mean, mean)
        } else {
            values[meaning.metric.key] = mean
        }
    }

    /// Takes a reported average.
    mutating func add(reported average: Double, of meaning: MonitoringGroup.Meaning) {
        if let disk = meaning.disk {
            guard meaning.metric.key == "util", !measuredDisks.contains(disk) else { return }
            busiest = max(busiest ?? average, average)
        } else if values[meaning.metric.key] == nil {
            values[meaning.metric.key] = average
        }
    }

    /// What is known of each resource.
    var uses: [Resource: Double] {
        var uses: [Resource: Double] = [:]
        uses[.cpu] = values["cpu_perc"]
        uses[.memory] = values["mem_usage_bytes"]
        if let user = values["cpu_user"], let system = values["cpu_system"], (user + system).isFinite {
            uses[.machineCPU] = user + system
        }
        uses[.ioWait] = values["cpu_iowait"]
        uses[.busiestDevice] = busiest
        return uses
    }
}
