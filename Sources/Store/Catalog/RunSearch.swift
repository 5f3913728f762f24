import JSON
import Model
import System

/// Finds the runs that a query has: by the index in memory, and by the words that the catalog has of documents.
struct RunSearch {
    private let query: RunQuery
    private let index: LibraryIndex
    private let database: Database
    private var texts: NameTexts
    /// The sources by their names; empty unless the list is ordered by them.
    private var sources: [(code: UInt32, name: String)] = []

    init(_ query: RunQuery, _ index: LibraryIndex, _ database: Database) {
        self.query = query
        self.index = index
        self.database = database
        texts = NameTexts(database)
    }

    /// Runs of a page, in the order of the query.
    struct Selected {
        let runs: [IndexedRun]
        let total: Int
        let skipped: Int
        let next: RunCursor?
        let counts: IndexCounts
    }

    /// At most `limit` runs after the cursor of the query, or before it.
    mutating func select(limit: Int, isCounted: Bool = false) throws(CatalogError) -> Selected {
        let filter = try filter()
        let order = try order()
        let cursor = query.cursor.flatMap { $0.isOf(query.order) ? place(of: $0) : nil }
        let selection = IndexSelection(
            index, filter, order: order, at: cursor, limit: limit, isCounted: isCounted)
        let isEnd = cursor?.isEnd ?? false
        let runs = Array(isEnd ? selection.page.suffix(limit) : selection.page.prefix(limit))
        var next: RunCursor?
        let hasNext = selection.skipped + runs.count < selection.total
        if hasNext, let last = runs.last { next = try self.cursor(of: last) }
        return Selected(
            runs: runs, total: selection.total, skipped: selection.skipped, next: next,
            counts: selection.counts)
    }

    // MARK: Filter

    private func filter() throws(CatalogError) -> IndexFilter {
        var filter = IndexFilter()
        let filesystem = query.filesystem.map { ShortName.of($0) } ?? wholeFilesystem
        let names: [(String?, WritableKeyPath<IndexFilter, UInt32?>)] = [
            (query.source, \.source), (query.rig, \.rig), (query.label, \.label),
            (query.benchmark.map { ShortName.of($0) }, \.benchmark), (filesystem, \.filesystem),
            (query.family, \.family), (query.driver, \.driver),
        ]
        for case (let name?, let field) in names {
            filter[keyPath: field] = try CatalogSchema.code(of: name, in: database)
            if filter[keyPath: field] == nil { filter.isImpossible = true }
        }
        if let filesystem, !fits(FilesystemName(filesystem)) { filter.isImpossible = true }
        filter.hasConfig = query.hasConfig
        filter.since = query.since?.milliseconds
        filter.until = query.until?.milliseconds
        filter.numbers = try numbers()
        filter.words = try words()
        return filter
    }

    /// The one filesystem that has both the family and the driver of the query; nil where that does not name both.
    private var wholeFilesystem: String? {
        query.family.flatMap { family in query.driver.map { "\(family)_\($0)" } }
    }

    /// Whether one filesystem has all that the query names of a filesystem.
    private func fits(_ name: FilesystemName) -> Bool {
        (query.family.map { $0 == name.family } ?? true) && (query.driver.map { $0 == name.driver } ?? true)
    }

    private func numbers() throws(CatalogError) -> DocumentSet? {
        guard let ids = query.ids else { return nil }
        var numbers = DocumentSet()
        for id in ids {
            if let number = try CatalogSchema.number(of: id, in: database) {
                numbers.insert(try CatalogSchema.small(number))
            }
        }
        return numbers
    }

    private func words() throws(CatalogError) -> [IndexFilter.Word] {
        let words = SearchWords.words(of: query.words ?? "").prefix(SearchWords.limit)
        return try words.enumerated().map { (place, word) throws(CatalogError) in
            let isBeginning = place == words.count - 1
            return IndexFilter.Word(
                documents: try documents(of: word, isBeginning: isBeginning),
                ids: RunIDWord(word, isBeginning: isBeginning))
        }
    }

    /// The documents that have a word; it is a string of FTS5, so that nothing in it is syntax.
    private func documents(of word: String, isBeginning: Bool) throws(CatalogError) -> DocumentSet {
        var documents = DocumentSet()
        try database.query(
            "SELECT rowid FROM words WHERE words MATCH ?", [.text("\"\(word)\"\(isBeginning ? "*" : "")")]
        ) { (row) throws(CatalogError) in
            documents.insert(try CatalogSchema.small(row.integer(0)))
        }
        return documents
    }

    // MARK: Order

    private mutating func order() throws(CatalogError) -> IndexSelection.Order {
        switch query.order {
        case .newest: return .newest
        case .oldest: return .oldest
        case .bytes: return .bytes
        case .source:
            for code in Set(index.runs.lazy.map(\.source)) where code != 0 {
                sources.append((code, try texts.text(code)))
            }
            sources.sort { $0.name.isBytewiseBefore($1.name) }
            let ranks = sources.enumerated().map { ($1.code, $0 + 1) }
            return .source(ranks: Dictionary(ranks) { first, _ in first })
        }
    }

    private func place(of cursor: RunCursor) -> IndexSelection.Cursor {
        var key: Int64 = 0
        var isBetween = false
        switch cursor.key {
        case .filed, .source(nil): break
        case .bytes(let count): key = -Int64(count)
        case .source(let source?):
            // The source may have no runs any more.
            key = Int64(sources.prefix { !source.isBytewiseBefore($0.name) }.count)
            isBetween = sources.prefix(Int(key)).last.map { !$0.name.utf8.elementsEqual(source.utf8) } ?? true
        }
        return IndexSelection.Cursor(
            filed: cursor.filed.milliseconds, id: cursor.id, key: key, isBetween: isBetween,
            isEnd: query.endsBeforeCursor)
    }

    /// The place of a run in the list.
    mutating func cursor(of run: IndexedRun) throws(CatalogError) -> RunCursor? {
        let key: RunCursor.Key =
            switch query.order {
            case .newest, .oldest: .filed
            case .bytes: .bytes(Int(run.byteCount))
            case .source: .source(try texts.optionalText(run.source))
            }
        return RunCursor(key: key, filed: Timestamp(milliseconds: run.filed), id: run.id)
    }

    // MARK: Facets

    /// The names with the most runs of each field.
    mutating func facets(_ counts: IndexCounts, limit: Int) throws(CatalogError) -> RunFacets {
        var facets = RunFacets()
        for field in RunFacets.Field.allCases {
            let all = (counts.counts[field] ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            var named: [RunFacets.Count] = []
            for (code, count) in all.prefix(limit) {
                named.append(RunFacets.Count(name: try texts.text(code), runs: count))
            }
            facets.counts[field] = named.sorted {
                $0.runs != $1.runs ? $0.runs > $1.runs : $0.name.isBytewiseBefore($1.name)
            }
            if all.count > limit { facets.omittedCounts[field] = all.count - limit }
        }
        return facets
    }
}
