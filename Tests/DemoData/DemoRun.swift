import Glibc
import JSON
import Model

/// One run: what it is, and how its report differs from the real one.
struct DemoRun {
    /// How much of the time is over, from 0 to 1.
    let progress: Double
    private let number: Int
    private let rigNumber: Int

    init(number: Int, count: Int) {
        self.number = number
        progress = Double(number) / Double(max(1, count))
        rigNumber = number % DemoRuns.rigCount
    }

    /// How many runs the rig has had before.
    private var round: Int { number / DemoRuns.rigCount }
    private var isExcluded: Bool { rigNumber == 9 && round % 11 == 3 }
    private var hasNewKernel: Bool { rigNumber == 5 && progress > 0.5 }

    var rig: String { "rig-\(rigNumber < 10 ? "0" : "")\(rigNumber)" }

    var mark: RunMark {
        var mark = RunMark()
        if number % 5 == 0 { mark.label = "release \(1 + round % 12)" }
        if number % 40 == 0 { mark.note = "after maintenance \(number % 13)" }
        if number % 3 == 0 { mark.tags = ["nightly"] }
        if isExcluded { mark.exclusion = "the disk cache was on" }
        return mark
    }

    /// The real report without its series, with the numbers and the facts of this run.
    func report(_ real: JSONValue) -> JSONValue {
        real.mapMembers { key, value in
            switch key {
            case "data": data(value)
            case "system_info": facts(value)
            default: value
            }
        }
    }

    private func facts(_ facts: JSONValue) -> JSONValue {
        facts.mapMembers { name, value in
            switch name {
            case "hostname": .string("host-\(rigNumber)")
            case "timestamp": .string("run \(number)")
            case "kernel_version" where hasNewKernel: "6.19.0"
            default: value
            }
        }
    }

    private func data(_ data: JSONValue) -> JSONValue {
        var place: UInt64 = 0
        return data.mapMembers { benchmark, cells in
            let kind = BenchmarkKind(benchmark: benchmark)
            return cells.mapMembers { filesystem, cell in
                place += 1
                let speed = speed(filesystem, place)
                return cell.mapMembers { part, sections in
                    part == "metrics" ? metrics(sections, kind, speed) : withoutSeries(sections)
                }
            }
        }
    }

    /// How many times as fast as the real one a cell is.
    private func speed(_ filesystem: String, _ place: UInt64) -> Double {
        var speed = exp(0.08 * Noise.normal(UInt64(number) << 16 | place))
        speed *= 1 + Double(rigNumber) / 50
        if rigNumber == 3, filesystem.hasPrefix("ext4"), progress > 0.6 { speed *= 0.8 }
        if hasNewKernel, filesystem.hasPrefix("xfs") { speed *= 1.3 }
        if rigNumber == 7, round % 7 == 0 { speed /= 1.5 }
        return isExcluded ? speed * 10 : speed
    }

    /// Rates and totals grow with the speed, times shrink, so that the laws of a report still hold.
    private func metrics(_ sections: JSONValue, _ kind: BenchmarkKind?, _ speed: Double) -> JSONValue {
        sections.mapMembers { _, numbers in
            numbers.mapMembers { key, value in
                let metric = MetricTable.metric(of: kind, key: key)
                if metric.direction == .higher { return value.scaled(by: speed) }
                return metric.group == .latency ? value.scaled(by: 1 / speed) : value
            }
        }
    }

    private func withoutSeries(_ monitoring: JSONValue) -> JSONValue {
        monitoring.mapMembers { _, sections in
            .object((sections.members ?? []).filter { $0.key != "series" })
        }
    }
}

extension JSONValue {
    /// An object with other values; itself where it is no object.
    fileprivate func mapMembers(_ change: (String, JSONValue) -> JSONValue) -> JSONValue {
        guard let members else { return self }
        return .object(members.map { Member($0.key, change($0.key, $0.value)) })
    }

    /// A number times a factor, with as many decimals as before; itself where it is no number.
    fileprivate func scaled(by factor: Double) -> JSONValue {
        guard case .number(let text) = self, let number = Double(text) else { return self }
        let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
        let power = pow(10, Double(decimals))
        return .double((number * factor * power).rounded() / power)
    }
}

/// Numbers that look random, and are the same each time.
private enum Noise {
    /// From a normal distribution with a standard deviation of 1 (Box and Muller).
    static func normal(_ seed: UInt64) -> Double {
        let radius = (-2 * log(uniform(seed &* 2 &+ 1))).squareRoot()
        return radius * cos(2 * Double.pi * uniform(seed &* 2 &+ 2))
    }

    /// Above 0, at most 1 (SplitMix64).
    private static func uniform(_ seed: UInt64) -> Double {
        var mixed = seed &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return (Double((mixed ^ mixed >> 31) >> 11) + 1) / 9_007_199_254_740_992
    }
}
