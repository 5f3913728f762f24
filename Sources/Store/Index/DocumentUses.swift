/// How many runs lead to each document of the catalog, by its number.
struct DocumentUses: Sendable {
    private var counts: [Int32] = []

    /// How a change of runs changes the uses of documents.
    struct Change {
        fileprivate var differences: [UInt32: Int32] = [:]

        /// Adds what a run leads to now, and takes away what it led to before.
        mutating func add(_ run: IndexedRun?, insteadOf old: IndexedRun?) {
            for document in run?.documents ?? [] where document != 0 {
                differences[document, default: 0] += 1
            }
            for document in old?.documents ?? [] where document != 0 {
                differences[document, default: 0] -= 1
            }
        }
    }

    /// What some runs lead to.
    init(_ runs: [IndexedRun] = []) {
        for run in runs {
            for document in [run.own, run.names, run.machine, run.vars] where document != 0 {
                add(1, to: document)
            }
        }
    }

    private mutating func add(_ difference: Int32, to document: UInt32) {
        let place = Int(document)
        if place >= counts.count {
            counts.append(contentsOf: repeatElement(0, count: place + 1 - counts.count))
        }
        counts[place] += difference
    }

    /// The documents that no run leads to after a change.
    func unused(after change: Change) -> Set<UInt32> {
        var unused: Set<UInt32> = []
        for (document, difference) in change.differences where difference < 0 {
            let count = Int(document) < counts.count ? counts[Int(document)] : 0
            if count + difference <= 0 { unused.insert(document) }
        }
        return unused
    }

    /// Makes a change.
    mutating func apply(_ change: Change) {
        for (document, difference) in change.differences { add(difference, to: document) }
    }
}
