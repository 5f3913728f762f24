import Model

/// The runs of an index that a query has, and the page of them that is shown.
struct IndexSelection: Sendable {
    /// In the order that was asked for; one more than the page has where there is a next one, or, of a page that ends before a
    /// cursor, one before.
    private(set) var page: [IndexedRun] = []
    private(set) var total = 0
    /// How many runs come before the page.
    private(set) var skipped = 0
    /// How many runs there are by name; empty where nobody asks.
    private(set) var counts = IndexCounts()

    /// How runs are ordered.
    enum Order: Sendable {
        case newest
        case oldest
        /// By the rank of their source, then as `newest`.
        case source(ranks: [UInt32: Int])
        case bytes
    }

    /// Where the page before ended.
    struct Cursor: Sendable {
        let filed: Int64
        let id: RunID
        /// Of the order: bytes, or the rank of the source.
        let key: Int64
        /// The source of the cursor is none that the ranks have: it stands between this rank and the next.
        var isBetween = false
        /// Whether the page ends before it, instead of beginning after it.
        var isEnd = false
    }

    /// Selects at most `limit` runs after a cursor, or before it, and one more.
    init(
        _ index: LibraryIndex, _ filter: IndexFilter, order: Order, at cursor: Cursor?, limit: Int,
        isCounted: Bool
    ) {
        guard !filter.isImpossible else { return }
        if filter.takesAll, let cut = IndexCut(index, order, at: cursor, limit: limit) {
            (page, total, skipped) = (cut.page, index.runs.count, cut.skipped)
            if isCounted { counts = index.counts }
        } else {
            look(through: index, filter, order, at: cursor, limit: limit, isCounted: isCounted)
        }
        if isCounted { counts.finish(index) }
    }

    /// Looks at every run.
    private mutating func look(
        through index: LibraryIndex, _ filter: IndexFilter, _ order: Order, at cursor: Cursor?, limit: Int,
        isCounted: Bool
    ) {
        let sets = filter.nameSets(of: index)
        let rank = Self.ranking(order)
        let isEnd = cursor?.isEnd ?? false
        var best = Best(limit: limit + 1, isReversed: isEnd)
        // All are counted already.
        let isTallied = isCounted && !filter.takesAll
        var tally = IndexTally()
        let isForward = if case .oldest = order { !isEnd } else { isEnd }
        // The best come first, so that hardly any is put before another.
        index.runs.forEach(newestFirst: !isForward) { run in
            guard filter.takes(run), sets?.contains(run.names) ?? true else { return }
            total += 1
            if isTallied { tally.add(run) }
            let place = Place(run, rank(run))
            let isAfter = cursor.map { place.isAfter($0, in: order) } ?? true
            if !isAfter, !isEnd || run.id != cursor?.id { skipped += 1 }
            if isAfter != isEnd, !isEnd || run.id != cursor?.id { best.add(place, in: order) }
        }
        if isCounted { counts = isTallied ? IndexCounts(tally) : index.counts }
        page = isEnd ? best.places.reversed().map(\.run) : best.places.map(\.run)
        if isEnd { skipped -= min(limit, page.count) }
    }

    private static func ranking(_ order: Order) -> (IndexedRun) -> Int64 {
        switch order {
        case .newest, .oldest: { _ in 0 }
        case .source(let ranks): { Int64(ranks[$0.source] ?? 0) }
        // The largest first.
        case .bytes: { -$0.byteCount }
        }
    }

    /// A run with what it is ordered by first.
    private struct Place {
        let run: IndexedRun
        let rank: Int64

        init(_ run: IndexedRun, _ rank: Int64) {
            self.run = run
            self.rank = rank
        }

        func isBefore(_ other: Place, in order: Order) -> Bool {
            if rank != other.rank { return rank < other.rank }
            if case .oldest = order { return run.isBefore(other.run.filed, other.run.id) }
            return other.run.isBefore(run.filed, run.id)
        }

        func isAfter(_ cursor: Cursor, in order: Order) -> Bool {
            if rank != cursor.key { return rank > cursor.key }
            if cursor.isBetween { return false }
            if case .oldest = order {
                return !run.isBefore(cursor.filed, cursor.id) && run.id != cursor.id
            }
            return run.isBefore(cursor.filed, cursor.id)
        }
    }

    /// The first so many of all that are added, or the last, the last one first.
    private struct Best {
        let limit: Int
        let isReversed: Bool
        private(set) var places: [Place] = []

        init(limit: Int, isReversed: Bool) {
            self.limit = limit
            self.isReversed = isReversed
        }

        private func isBefore(_ place: Place, _ other: Place, in order: Order) -> Bool {
            isReversed ? other.isBefore(place, in: order) : place.isBefore(other, in: order)
        }

        mutating func add(_ place: Place, in order: Order) {
            if places.count == limit, let last = places.last, !isBefore(place, last, in: order) { return }
            var range = 0..<places.count
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                if isBefore(places[middle], place, in: order) {
                    range = middle + 1..<range.upperBound
                } else {
                    range = range.lowerBound..<middle
                }
            }
            places.insert(place, at: range.lowerBound)
            if places.count > limit { places.removeLast() }
        }
    }
}
