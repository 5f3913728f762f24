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
    init(_ tally: IndexTally) {
        sources = tally.sources.counts
        rigs = tally.rigs.counts
        labels = tally.labels.counts
        sets = tally.sets.counts
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

/// Counts many runs: in arrays, which need a tenth of the time of dictionaries.
struct IndexTally: Sendable {
    fileprivate var sources = NameTally()
    fileprivate var rigs = NameTally()
    fileprivate var labels = NameTally()
    fileprivate var sets = NameTally()

    /// Counts a run.
    mutating func add(_ run: IndexedRun) {
        sources.add(run.source)
        rigs.add(run.rig)
        labels.add(run.label)
        sets.add(run.names)
    }

    fileprivate struct NameTally: Sendable {
        private var byName: [UInt32] = []

        mutating func add(_ name: UInt32) {
            let place = Int(name)
            if place >= byName.count {
                let missing = max(place + 1, 2 * byName.count) - byName.count
                byName.append(contentsOf: repeatElement(0, count: missing))
            }
            byName[place] += 1
        }

        var counts: [UInt32: Int] {
            byName.indices.reduce(into: [:]) { if byName[$1] > 0 { $0[UInt32($1)] = Int(byName[$1]) } }
        }
    }
}
