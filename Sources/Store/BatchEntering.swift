import Analysis
import Model
import System

/// Reads runs on all processors, and enters those of one batch while the next is read; used by one thread.
struct BatchEntering {
    /// What was found and done so far.
    private(set) var opening: Store.Opening
    private let store: Store
    private let note: (String) -> Void
    /// What was read and is not entered yet.
    private var pending: [Read] = []

    private typealias Read = (id: RunID, result: Result<Store.Reading, LibraryError>)

    /// Goes on from `opening`; `note` gets what is found, for the log.
    init(_ store: Store, _ opening: Store.Opening, note: @escaping (String) -> Void) {
        (self.store, self.opening, self.note) = (store, opening, note)
    }

    /// Notes something for the log.
    mutating func add(_ text: String) {
        opening.notes.append(text)
        note(text)
    }

    /// Counts the runs that are filed.
    mutating func count(_ runCount: Int) { opening.runCount = runCount }

    /// Reads runs, of each only the receipt where `isShort` and where that is enough; they are entered with the next ones, or
    /// by `finish`.
    mutating func enter(_ ids: [RunID], isShort: Bool) throws(LibraryError) {
        let entered = pending
        pending = []
        let (result, readings) = Computation<Result<Store.Reading, LibraryError>>.during(
            name: "benchd-read", count: ids.count, note: { "reading the run \(ids[$0])" },
            { [store] place in
                Result { () throws(LibraryError) in
                    if isShort, let short = try store.shortReading(of: ids[place]) { return short }
                    return try store.reading(of: ids[place])
                }
            }, { Result { () throws(LibraryError) in try enter(entered) } })
        try result.get()
        pending = Array(zip(ids, readings))
    }

    /// Enters what was read.
    mutating func finish() throws(LibraryError) {
        try enter(pending)
        pending = []
        try store.catalogued { (catalog) throws(CatalogError) in
            if catalog.isCheckpointDue { try catalog.checkpoint() }
        }
    }

    /// Enters what people say of a run.
    mutating func enterNotes(of id: RunID) {
        store.enterNotes(of: id)
        addDamage(ofNotesOf: id)
    }

    private mutating func enter(_ read: [Read]) throws(LibraryError) {
        var together: [(id: RunID, reading: Store.Reading)] = []
        for (id, result) in read {
            do throws(LibraryError) {
                let reading = try result.get()
                if let row = reading.row, reading.isShort || !row.isDamaged {
                    together.append((id, reading))
                } else {
                    try store.put(reading.row, of: id)
                    try finish(id, reading)
                }
            } catch {
                try leaveOut(id, error)
            }
        }
        let rows = together.compactMap(\.reading.row)
        if rows.isEmpty { return }
        try store.catalogued { (catalog) throws(CatalogError) in
            try catalog.put(rows, rules: RunAnalysis.currentRules)
        }
        for row in rows { store.noteDoubt(of: row) }
        for (id, reading) in together where !reading.isShort { try finish(id, reading) }
    }

    /// Reads a run again where another thread has changed it since `reading`, which is entered.
    private mutating func finish(_ id: RunID, _ reading: Store.Reading) throws(LibraryError) {
        let problem = try store.isOutdated(reading, id) ? try store.index(id) : reading.problem
        if let problem { add("run \(id): \(problem.detail)") }
        opening.indexedCount += 1
        if reading.row?.stamp.notes == .unverified { addDamage(ofNotesOf: id) }
    }

    private mutating func addDamage(ofNotesOf id: RunID) {
        guard let damage = RunNotes(of: id, in: store.folder.root).damage else { return }
        add("the run \(id) is shown without label, note and tags: \(damage)")
    }

    /// One run that cannot be read takes none of the others with it.
    private mutating func leaveOut(_ id: RunID, _ error: LibraryError) throws(LibraryError) {
        guard case .file(let error) = error else { throw error }
        add("cannot read run \(id), which is not listed: \(error)")
        try store.catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
    }
}

extension Store {
    /// What the receipt of a run says; nil where that is not all that its digests need.
    func shortReading(of id: RunID) throws(LibraryError) -> Reading? {
        try filed { () throws(FileError) in
            guard let receipt = try files.storedReceipt(id) else { return nil }
            let hasConfig = receipt.config != nil
            if !hasConfig, try folder.root.statusIfPresent(of: DataNames.config(id)) != nil { return nil }
            let stamp = RunStamp(
                report: .unverified, receipt: .unverified, config: hasConfig ? .unverified : .absent,
                notes: .unverified)
            var row = Catalog.Row(receipt, stamp: stamp)
            row.mark = RunNotes(of: id, in: folder.root).mark
            return Reading(stamp: stamp, row: row, isShort: true)
        }
    }
}
