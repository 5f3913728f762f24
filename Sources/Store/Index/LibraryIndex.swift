import Model

/// All runs in the order of filing, in memory: what lists and facets look through; a value.
///
/// SQLite needs about 40 ms to count a hundred thousand runs by one name; a look through this takes 1 to 3 ms for all.
struct LibraryIndex: Sendable {
    /// By time of filing, then by id.
    private(set) var runs = IndexedRuns()
    /// How many runs have which name.
    private(set) var counts = IndexCounts()
    /// By the number of their document.
    private(set) var nameSets: [UInt32: NameSet] = [:]
    /// Of all reports.
    private(set) var byteCount: Int64 = 0

    /// An index of runs in any order.
    init(_ runs: [IndexedRun] = [], nameSets: [UInt32: NameSet] = [:]) {
        self.runs = IndexedRuns(Self.ordered(runs))
        var tally = IndexTally()
        for run in runs {
            tally.add(run)
            byteCount &+= run.byteCount
        }
        counts = IndexCounts(tally)
        self.nameSets = nameSets
    }

    private static func ordered(_ runs: [IndexedRun]) -> [IndexedRun] {
        // Rows are numbered as runs are filed, so most often nothing is to be done.
        let isOrdered = zip(runs, runs.dropFirst()).allSatisfy { $0.isBefore($1.filed, $1.id) }
        return isOrdered ? runs : runs.sorted { $0.isBefore($1.filed, $1.id) }
    }

    /// Adds a run in the place of what was known of it, nil where it is new.
    mutating func put(_ run: IndexedRun, names: NameSet, insteadOf old: IndexedRun?) {
        if nameSets[run.names] != names { nameSets[run.names] = names }
        counts.add(run)
        byteCount &+= run.byteCount
        let place = place(of: run.filed, run.id)
        if let old, old.filed == run.filed {
            forget(old)
            runs.replace(at: place, with: run)
        } else {
            if let old { remove(old) }
            runs.insert(run, at: self.place(of: run.filed, run.id))
        }
    }

    /// Removes a run.
    mutating func remove(_ run: IndexedRun) {
        forget(run)
        runs.remove(at: place(of: run.filed, run.id))
    }

    private mutating func forget(_ run: IndexedRun) {
        counts.remove(run)
        byteCount &-= run.byteCount
    }

    /// Forgets the names in documents that are gone.
    mutating func forget(_ documents: Set<UInt32>) {
        for document in documents where nameSets[document] != nil { nameSets[document] = nil }
    }

    /// The run with an id that was filed at this time; nil where there is none.
    func run(_ id: RunID, filed: Int64) -> IndexedRun? {
        let place = place(of: filed, id)
        guard place < runs.count else { return nil }
        let run = runs[place]
        return run.id == id && run.filed == filed ? run : nil
    }

    /// The first place that is not before a run with this time and id.
    func place(of filed: Int64, _ id: RunID) -> Int {
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
