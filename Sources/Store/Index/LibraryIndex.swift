/// All runs in the order of filing, in memory: what lists and facets look through; a value.
///
/// SQLite needs about 40 ms to count a hundred thousand runs by one name; a look through this takes 1 to 3 ms for all.
struct LibraryIndex: Sendable {
    /// By time of filing, then by id.
    private(set) var runs: [IndexedRun] = []
    /// By the number of their document.
    private(set) var nameSets: [UInt32: NameSet] = [:]

    /// An index of runs in any order.
    init(_ runs: [IndexedRun] = [], nameSets: [UInt32: NameSet] = [:]) {
        self.runs = runs.sorted { $0.isBefore($1.filed, $1.id) }
        self.nameSets = nameSets
    }

    /// Adds a run, or replaces what was known of it where it is not new.
    mutating func put(_ run: IndexedRun, names: NameSet, isNew: Bool) {
        nameSets[run.names] = names
        let place = place(of: run.filed, run.id)
        if place < runs.count, runs[place].id == run.id {
            runs[place] = run
        } else if isNew {
            runs.insert(run, at: place)
        } else {
            // It may be filed at another time now.
            remove(run.id)
            runs.insert(run, at: self.place(of: run.filed, run.id))
        }
    }

    /// Removes a run.
    mutating func remove(_ id: OrderedRunID) { runs.removeAll { $0.id == id } }

    /// Those of some documents that no run leads to.
    mutating func unused(_ documents: [UInt32]) -> Set<UInt32> {
        var unused = Set(documents)
        for run in runs {
            for document in [run.names, run.machine, run.vars] { unused.remove(document) }
        }
        for document in unused { nameSets[document] = nil }
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
