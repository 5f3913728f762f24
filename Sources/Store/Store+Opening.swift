package import Archives
package import Model
package import System

// How a data folder is opened: what a crash left is repaired, and the catalog is made to say what the files say.

extension Store {
    /// What opening found and did, for the log.
    package struct Opening: Sendable, Equatable {
        package var runCount = 0
        package var indexedCount = 0
        package var notes: [String] = []
    }

    /// Opens and locks a data folder, repairs what a crash left, and brings the catalog up to its files.
    ///
    /// Nothing above the limits is read. With `rebuildingCatalog` the catalog is made from the files, whatever it says.
    /// `condition` gets the files that are not what was filed, from any thread that reads them.
    /// - Throws: `LibraryError`; `.locked` where another process works on the folder.
    package static func open(
        _ path: FilePath, limits: ArchiveLimits, reportLimit: Int = .max, rebuildingCatalog: Bool = false,
        condition: Condition = Condition { _, _ in }
    ) throws(LibraryError) -> (store: Store, opening: Opening) {
        let folder = try DataFolder(path)
        var opening = Opening()
        let findings: Recovery.Findings
        do {
            findings = try Recovery(folder: folder).run()
        } catch {
            throw .file(error)
        }
        opening.notes += findings.foreign.map(Self.note)
        if rebuildingCatalog { try Self.removeCatalog(folder) }
        let files = RunFiles(
            folder: folder, limits: limits, reportLimit: reportLimit,
            filed: FiledFiles(root: folder.root, condition: condition))
        let store = try Self.withCatalog(of: files, findings, &opening)
        return (store, opening)
    }

    /// Opens a data folder only to read, without its lock: also beside a daemon that works on it.
    ///
    /// - Throws: `LibraryError`, also where there is no catalog, or one of another version: only the daemon makes it.
    package static func openForReading(_ path: FilePath) throws(LibraryError) -> Store {
        let folder = try DataFolder(reading: path)
        let catalogPath: FilePath
        let isThere: Bool
        do throws(FileError) {
            catalogPath = try folder.catalogPath()
            isThere = try folder.root.statusIfPresent(of: DataNames.catalog) != nil
        } catch {
            throw .file(error)
        }
        guard isThere else { throw .catalog(.noCatalog(in: path)) }
        do {
            let files = RunFiles(
                folder: folder, limits: ArchiveLimits(byteCount: .max), reportLimit: .max,
                filed: FiledFiles(root: folder.root, condition: Condition { _, _ in }))
            let catalog = try Catalog(reading: catalogPath)
            return Store(files: files, catalog: catalog, findings: Recovery.Findings(names: []))
        } catch {
            throw .catalog(error)
        }
    }

    private static func note(_ name: FilePath) -> String {
        name == DataNames.oldLatest
            ? "left \(name) alone: it is the old application's copy of its newest report, and no run of its own;"
                + " to have it as a run, drop it into the inbox under another name"
            : "left \(name) alone: it has no name that benchd gives"
    }

    /// Opens the catalog and makes it say what the files say; one that is damaged or of another schema is made again.
    private static func withCatalog(
        of files: RunFiles, _ findings: Recovery.Findings, _ opening: inout Opening
    ) throws(LibraryError) -> Store {
        do {
            return try reconciled(files, findings, &opening)
        } catch {
            guard case .catalog(let error) = error, error.cause == .content else { throw error }
            opening.notes.append("rebuilding the catalog: \(error)")
        }
        try removeCatalog(files.folder)
        return try reconciled(files, findings, &opening)
    }

    private static func reconciled(
        _ files: RunFiles, _ findings: Recovery.Findings, _ opening: inout Opening
    ) throws(LibraryError) -> Store {
        let path: FilePath
        let catalog: Catalog
        do {
            path = try files.folder.catalogPath()
        } catch {
            throw .file(error)
        }
        do {
            catalog = try Catalog(path)
        } catch {
            throw .catalog(error)
        }
        let store = Store(files: files, catalog: catalog, findings: findings)
        try store.reconcile(with: findings, &opening)
        return store
    }

    private static func removeCatalog(_ folder: DataFolder) throws(LibraryError) {
        do {
            for suffix in ["", "-wal", "-shm"] {
                let name = DataNames.catalog.adding(suffix)
                if try folder.root.statusIfPresent(of: name) != nil { try folder.root.remove(name) }
            }
        } catch {
            throw .file(error)
        }
    }

    /// Makes the catalog say what the files say.
    private func reconcile(with findings: Recovery.Findings, _ opening: inout Opening) throws(LibraryError) {
        let known = try catalogued { (catalog) throws(CatalogError) in try catalog.stamps() }
        let lost = try removeUnfiled(findings, known: Set(known.keys), &opening)
        let runs = findings.reports.union(lost)
        opening.runCount = runs.count
        for id in known.keys where !runs.contains(id) {
            try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
        }
        // In the order of filing, so that what belongs together lies together.
        for id in runs.sorted() {
            do {
                try reconcile(id, known: known[id], &opening)
            } catch {
                guard case .file(let error) = error else { throw error }
                // One run that cannot be read takes none of the others with it.
                opening.notes.append("cannot read run \(id), which is not listed: \(error)")
                try catalogued { (catalog) throws(CatalogError) in try catalog.remove(id) }
            }
        }
    }

    /// Reads what has changed of a run since the catalog has `known` of it.
    private func reconcile(
        _ id: RunID, known: RunStamp?, _ opening: inout Opening
    ) throws(LibraryError) {
        let stamp = try filed { () throws(FileError) in try folder.stamp(of: id) }
        if known?.isOutdated(by: stamp) != false {
            if let problem = try index(id) { opening.notes.append("run \(id): \(problem.detail)") }
            opening.indexedCount += 1
        } else if known?.notes.isOutdated(by: stamp.notes) == true {
            enterNotes(of: id)
        } else {
            return
        }
        if let damage = RunNotes(of: id, in: folder.root).damage {
            opening.notes.append("the run \(id) is shown without label, note and tags: \(damage)")
        }
    }

    /// Removes what a filing left that never came to its end; a run that the catalog knows was filed, and has lost its report.
    private func removeUnfiled(
        _ findings: Recovery.Findings, known: Set<RunID>, _ opening: inout Opening
    ) throws(LibraryError) -> Set<RunID> {
        var lost: Set<RunID> = []
        for name in findings.removed {
            if let id = DataNames.meaning(of: name).id, known.contains(id) {
                lost.insert(id)
                continue
            }
            try filed { () throws(FileError) in try folder.root.remove(name) }
            opening.notes.append("removed \(name), which has no report")
        }
        // What is found here is acknowledged by its digest, and the last process may not have come to sync it.
        try filed { () throws(FileError) in try folder.root.synchronize() }
        return lost
    }
}

extension CatalogError {
    /// Why a folder without a catalog cannot be opened only to read.
    fileprivate static func noCatalog(in path: FilePath) -> CatalogError {
        CatalogError(
            operation: "open",
            message: "there is no catalog in \(path); start the daemon once, which makes it,"
                + " or name the folder with --data",
            cause: .other)
    }
}
