package import JSON

/// What a number in a report means.
package struct Metric: Equatable, Sendable {
    /// Which way is better.
    package enum Direction: String, CaseIterable, Sendable {
        case higher
        case lower
    }

    /// What is shown together.
    package enum Group: String, CaseIterable, Sendable {
        case iops, bandwidth, latency, throughput, volume, errors, settings, cpu, memory, network, block, disk

        /// The title of what is shown together.
        package var label: String {
            switch self {
            case .iops: "IOPS"
            case .cpu: "CPU"
            case .block: "Block I/O"
            default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
            }
        }
    }

    /// What else is true of a metric.
    package struct Traits: OptionSet, Sendable {
        package let rawValue: Int

        /// A set of the traits that the bits stand for.
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// The disk's name and an underscore stand before the key.
        package static let perDisk = Traits(rawValue: 1)
        /// The series is a cumulative counter, drawn as its rate.
        package static let counter = Traits(rawValue: 2)
        /// A benchmark is judged by it: its score.
        package static let main = Traits(rawValue: 4)
        /// The reported mean has bars of its own.
        package static let bars = Traits(rawValue: 8)
    }

    /// The key in the report; for a disk's metric what follows the disk's name.
    package var key: String { facts.key }
    package var label: String { facts.label }
    /// As the report has it; nil where there is none or it is unknown.
    package var unit: MetricUnit? { facts.unit }
    /// Nil where neither way is better.
    package var direction: Direction? { facts.direction }
    package var group: Group? { facts.group }
    package var traits: Traits { facts.traits }
    /// How the keys of a disk's metric end.
    var suffix: String { facts.suffix }

    /// Shared by all copies: a report has thousands of numbers, each with its metric.
    private final class Facts: Equatable, Sendable {
        let key: String
        let label: String
        let unit: MetricUnit?
        let direction: Direction?
        let group: Group?
        let traits: Traits
        let suffix: String

        init(
            _ key: String, _ label: String, _ unit: MetricUnit?, _ direction: Direction?, _ group: Group?,
            _ traits: Traits
        ) {
            self.key = key
            self.label = label
            self.unit = unit
            self.direction = direction
            self.group = group
            self.traits = traits
            suffix = "_" + key
        }

        static func == (left: Facts, right: Facts) -> Bool {
            if left === right { return true }
            return left.key == right.key && left.label == right.label && left.unit == right.unit
                && left.direction == right.direction && left.group == right.group
                && left.traits == right.traits
        }
    }

    private let facts: Facts

    init(
        _ key: String, _ label: String, _ unit: MetricUnit? = nil, _ direction: Direction? = nil,
        _ group: Group? = nil, _ traits: Traits = []
    ) {
        facts = Facts(key, label, unit, direction, group, traits)
    }

    /// A metric that benchd does not know: its label is its key.
    package init(unknown key: String) { self.init(key, key) }

    /// The metric as pages get it.
    package var json: JSONValue {
        [
            "key": .string(key), "label": .string(label), "unit": .text(unit?.rawValue),
            "direction": .text(direction?.rawValue), "group": .text(group?.rawValue),
            "group_label": .text(group?.label), "per_disk": .bool(traits.contains(.perDisk)),
            "counter": .bool(traits.contains(.counter)), "main": .bool(traits.contains(.main)),
            "bars": .bool(traits.contains(.bars)),
        ]
    }
}
