import Model

/// Which runs of an index are asked for, by numbers of the catalog; nil for any.
struct IndexFilter: Sendable {
    var source: UInt32?
    var rig: UInt32?
    var label: UInt32?
    var benchmark: UInt32?
    var filesystem: UInt32?
    var family: UInt32?
    var driver: UInt32?
    var hasConfig: Bool?
    /// In milliseconds: from, and before.
    var since: Int64?
    var until: Int64?
    /// The numbers of the only runs that may be named.
    var numbers: DocumentSet?
    /// What has to occur in a run.
    var words: [Word] = []
    /// Whether something is asked for that the catalog does not know at all.
    var isImpossible = false

    /// Where a word of a search occurs.
    struct Word: Sendable {
        let documents: DocumentSet
        let ids: RunIDWord
    }

    /// Whether every run is asked for.
    var takesAll: Bool {
        !isImpossible && words.isEmpty && numbers == nil && since == nil && until == nil && hasConfig == nil
            && [source, rig, label, benchmark, filesystem, family, driver].allSatisfy { $0 == nil }
    }

    /// The name sets that a run may have; nil for any.
    func nameSets(of index: LibraryIndex) -> Set<UInt32>? {
        guard benchmark != nil || filesystem != nil || family != nil || driver != nil else { return nil }
        return Set(index.nameSets.lazy.filter { has($0.value) }.map(\.key))
    }

    private func has(_ names: NameSet) -> Bool {
        (benchmark.map(names.benchmarks.contains) ?? true)
            && (filesystem.map(names.filesystems.contains) ?? true)
            && (family.map(names.families.contains) ?? true) && (driver.map(names.drivers.contains) ?? true)
    }

    /// Whether a run is asked for, apart from its names.
    func takes(_ run: IndexedRun) -> Bool {
        if let source, run.source != source { return false }
        if let rig, run.rig != rig { return false }
        if let label, run.label != label { return false }
        if let hasConfig, run.hasConfig != hasConfig { return false }
        if let since, run.filed < since { return false }
        if let until, run.filed >= until { return false }
        if let numbers, !(UInt32(exactly: run.number).map(numbers.contains) ?? false) { return false }
        return words.allSatisfy { word in
            word.documents.contains(run.own) || word.documents.contains(run.names)
                || word.documents.contains(run.machine) || word.documents.contains(run.vars)
                || word.ids.occurs(in: run.id)
        }
    }
}

/// Some documents or runs of the catalog by their numbers, a bit each.
struct DocumentSet: Sendable {
    private var bits: [UInt64] = []

    mutating func insert(_ document: UInt32) {
        let place = Int(document >> 6)
        if place >= bits.count {
            bits.append(contentsOf: repeatElement(0, count: max(place + 1, bits.count * 2) - bits.count))
        }
        bits[place] |= 1 << UInt64(document & 63)
    }

    func contains(_ document: UInt32) -> Bool {
        let place = Int(document >> 6)
        return place < bits.count && bits[place] & 1 << UInt64(document & 63) != 0
    }
}
