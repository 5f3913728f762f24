import Model

/// How many runs have which name, by numbers of the catalog.
struct IndexCounts: Equatable, Sendable {
    private(set) var counts: [RunFacets.Field: [UInt32: Int]] = [:]
    private var sources: [UInt32: Int] = [:]
    private var rigs: [UInt32: Int] = [:]
    private var labels: [UInt32: Int] = [:]
    private var sets: [UInt32: Int] = [:]

    /// Nothing is counted.
    init() {}

    /// The counts of many runs.
    init(_ runs: [IndexedRun]) {
        sources = Self.counts(runs) { $0.source }
        rigs = Self.counts(runs) { $0.rig }
        labels = Self.counts(runs) { $0.label }
        sets = Self.counts(runs) { $0.names }
    }

    /// By way of an array: a dictionary would be searched for every run.
    private static func counts(
        _ runs: [IndexedRun], by name: (IndexedRun) -> UInt32
    ) -> [UInt32: Int] {
        let greatest = runs.reduce(UInt32(0)) { max($0, name($1)) }
        var counts = [Int](repeating: 0, count: Int(greatest) + 1)
        for run in runs { counts[Int(name(run))] += 1 }
        return counts.indices.reduce(into: [:]) { if counts[$1] > 0 { $0[UInt32($1)] = counts[$1] } }
    }

    /// Counts a run.
    mutating func add(_ run: IndexedRun) { change(run, by: 1) }

    /// Counts a run no more.
    mutating func remove(_ run: IndexedRun) { change(run, by: -1) }

    private mutating func change(_ run: IndexedRun, by difference: Int) {
        Self.change(&sources, run.source, by: difference)
        Self.change(&rigs, run.rig, by: difference)
        Self.change(&labels, run.label, by: difference)
        Self.change(&sets, run.names, by: difference)
    }

    private static func change(_ counts: inout [UInt32: Int], _ name: UInt32, by difference: Int) {
        let count = counts[name, default: 0] + difference
        counts[name] = count == 0 ? nil : count
    }

    /// Makes ``counts``: the names of each set count as often as runs have the set.
    mutating func finish(_ index: LibraryIndex) {
        counts[.source] = sources.filter { $0.key != 0 }
        counts[.rig] = rigs.filter { $0.key != 0 }
        counts[.label] = labels.filter { $0.key != 0 }
        let parts: [(RunFacets.Field, KeyPath<NameSet, [UInt32]>)] = [
            (.benchmark, \.benchmarks), (.filesystem, \.filesystems), (.family, \.families),
            (.driver, \.drivers),
        ]
        for (field, part) in parts {
            var found: [UInt32: Int] = [:]
            for (set, count) in sets {
                for name in index.nameSets[set]?[keyPath: part] ?? [] { found[name, default: 0] += count }
            }
            counts[field] = found
        }
    }
}
