/// A page of all runs in the order of their filing, without a look at the others.
struct IndexCut {
    let page: [IndexedRun]
    let skipped: Int

    /// Nil for another order, in which all must be looked at.
    init?(_ index: LibraryIndex, _ order: IndexSelection.Order, at cursor: IndexSelection.Cursor?, limit: Int)
    {
        let isNewestFirst: Bool
        switch order {
        case .newest: isNewestFirst = true
        case .oldest: isNewestFirst = false
        case .source, .bytes: return nil
        }
        let runs = index.runs
        guard let cursor else {
            page = isNewestFirst ? runs.suffix(limit + 1).reversed() : Array(runs.prefix(limit + 1))
            skipped = 0
            return
        }
        guard cursor.key == 0, !cursor.isBetween else { return nil }
        let place = index.place(of: cursor.filed, cursor.id)
        let isThere = place < runs.count && runs[place].id == cursor.id
        let (older, newer) = (runs[..<place], runs[(place + (isThere ? 1 : 0))...])
        // The page goes on from the cursor in the order, or ends before it.
        if isNewestFirst != cursor.isEnd {
            let near = older.suffix(limit + 1)
            page = cursor.isEnd ? Array(near) : near.reversed()
            skipped = cursor.isEnd ? older.count - min(limit, near.count) : runs.count - older.count
        } else {
            let near = newer.prefix(limit + 1)
            page = cursor.isEnd ? near.reversed() : Array(near)
            skipped = cursor.isEnd ? newer.count - min(limit, near.count) : runs.count - newer.count
        }
    }
}
