/// All runs in the order of filing, in memory: what lists and facets look through; a value.
///
/// SQLite needs about 40 ms to count a hundred thousand runs by one name; a look through this takes 1 to 3 ms for all.
struct LibraryIndex: Sendable {
    /// By time of filing, then by id.
    private(set) var runs: [IndexedRun] = []
    /// How many runs have which name.
    private(set) var counts = IndexCounts()
    /// By the number of their document.
    private(set) var nameSets: [UInt32: NameSet] = [:]

    /// An index of runs in any order.
    init(_ runs: [IndexedRun] = [], nameSets: [UInt32: NameSet] = [:]) {
        self.runs = runs.sorted { $0.isBefore($1.filed, $1.id) }
        for run in runs { counts.add(run) }
        self.nameSets = nameSets
    }

    /// Adds a run, or replaces what was known of it where it is not new; forgets the names in documents that are gone.
    mutating func put(_ run: IndexedRun, names: NameSet, isNew: Bool, without unused: Set<UInt32> = []) {
        forget(unused)
        nameSets[run.names] = names
        let place = place(of: run.filed, run.id)
        counts.add(run)
        if place < runs.count, runs[place].id == run.id {
            counts.remove(runs[place])
            runs[place] = run
        } else if isNew {
            runs.insert(run, at: place)
        } else {
            // It may be filed at another time now.
            remove(run.id)
            runs.insert(run, at: self.place(of: run.filed, run.id))
        }
    }

    /// Removes a run; forgets the names in documents that are gone.
    mutating func remove(_ id: OrderedRunID, without unused: Set<UInt32> = []) {
        forget(unused)
        for run in runs where run.id == id { counts.remove(run) }
        runs.removeAll { $0.id == id }
    }

    private mutating func forget(_ documents: Set<UInt32>) {
        for document in documents { nameSets[document] = nil }
    }

    /// The documents that no run leads to when one has changed, or is gone (nil).
    func unused(after id: OrderedRunID, changesTo run: IndexedRun?) -> Set<UInt32> {
        guard let before = runs.first(where: { $0.id == id }) else { return [] }
        var unused = Set(before.documents).subtracting(run?.documents ?? [])
        unused.remove(0)
        for other in runs where !unused.isEmpty && other.id != id {
            for document in other.documents { unused.remove(document) }
        }
        return unused
    }

    /// The first place that is not before a run with this time and id.
    func place(of filed: Int64, _ id: OrderedRunID) -> Int {
        var range = 0..<runs.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if runs[middle].isBefore(filed, id) {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}
