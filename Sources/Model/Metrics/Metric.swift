package import JSON

/// What a number in a report means.
package struct Metric: Equatable, Sendable {
    /// Which way is better.
    package enum Direction: String, Sendable {
        case higher
        case lower
    }

    /// What is shown together.
    package enum Group: String, Sendable {
        case iops, bandwidth, latency, throughput, volume, errors, settings, cpu, memory, network, block, disk
    }

    /// The key in the report; for a disk's metric what follows the disk's name.
    package let key: String
    package let label: String
    /// As the report has it: "bytes/s", "ns"; nil where there is none or it is unknown.
    package let unit: String?
    /// Nil where neither way is better.
    package let direction: Direction?
    package let group: Group?
    /// Whether the disk's name stands before the key.
    package var isPerDisk = false
    /// Whether the series is a cumulative counter.
    package var isCounter = false

    init(
        _ key: String, _ label: String, _ unit: String? = nil, _ direction: Direction? = nil,
        _ group: Group? = nil,
        isPerDisk: Bool = false, isCounter: Bool = false
    ) {
        self.key = key
        self.label = label
        self.unit = unit
        self.direction = direction
        self.group = group
        self.isPerDisk = isPerDisk
        self.isCounter = isCounter
    }

    /// The metric as pages get it.
    package var json: JSONValue {
        [
            "key": .string(key), "label": .string(label), "unit": .text(unit),
            "direction": .text(direction?.rawValue), "group": .text(group?.rawValue),
            "per_disk": .bool(isPerDisk), "counter": .bool(isCounter),
        ]
    }
}
