import Analysis
import Archives
package import Model
import Reports
import Synchronization
package import System

// What is computed from runs: read from the catalog, and computed again in the background where the rules are others.

extension Store {
    /// Changes whenever what is known of any run changes (`RunLibrary`).
    package var revision: UInt64 { catalog.changes.total &+ filedFiles.board.changes.total }

    /// What a run is at this moment (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` of fstatat(2).
    package func version(of id: RunID) throws(LibraryError) -> RunVersion {
        let changeCount = catalog.changes[id] &+ filedFiles.board.changes[id]
        return try filed { () throws(FileError) in
            let report = try folder.root.statusIfPresent(of: DataNames.report(id))
            let config = try folder.root.statusIfPresent(of: DataNames.config(id))
            return RunVersion(
                id: id, changeCount: changeCount, report: report.map(FileStamp.init),
                config: config.map(FileStamp.init))
        }
    }

    /// Has a call made whenever a run is filed, or something of it changes (`RunLibrary`).
    package func whenRunsChange(_ call: @escaping @Sendable (RunNews) -> Void) { news.add(call) }

    /// How large the library is (`RunLibrary`).
    ///
    /// - Throws: `LibraryError` where the catalog's file cannot be looked at.
    package func size() throws(LibraryError) -> LibrarySize {
        let (runCount, byteCount) = catalog.totals
        let catalogByteCount = try filed { () throws(FileError) in try folder.catalogByteCount() }
        return LibrarySize(
            runCount: runCount, filedByteCount: byteCount, catalogByteCount: catalogByteCount)
    }

}

extension Store: AnalysisUpkeep {
    /// A run that must be computed (`AnalysisUpkeep`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func nextAnalysis() throws(LibraryError) -> RunID? {
        let skipped = skippedAnalyses.withLock(\.self)
        let due = try catalogued { (catalog) throws(CatalogError) in
            try catalog.dueAnalyses(rules: RunAnalysis.currentRules, limit: skipped.count + 1)
        }
        return due.first { !skipped.contains($0) }
    }

    /// Computes a run from its files (`AnalysisUpkeep`).
    ///
    /// - Throws: `LibraryError`; then the run stays due.
    @discardableResult
    package func analyse(_ id: RunID, unless cancellation: Cancellation) throws(LibraryError) -> Bool {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let parts else { return false }
        do {
            let vars = parts.config == nil ? nil : try storedVars(parts)
            let analysis = try storedReadings(parts, unless: cancellation).map {
                RunAnalysis($0, vars: vars)
            }
            _ = try catalogued { (catalog) throws(CatalogError) in
                try catalog.putAnalysis(
                    analysis, vars: vars, of: parts, rules: RunAnalysis.currentRules)
            }
            return true
        } catch {
            switch error {
            case .damaged, .unverified: skippedAnalyses.withLock { _ = $0.insert(id) }
            case .gone: break
            default: throw error
            }
            return false
        }
    }

    /// Nil for a report that is none by the rules of today.
    private func storedReadings(
        _ parts: FiledParts, unless cancellation: Cancellation
    ) throws(LibraryError) -> RunReadings? {
        let path = filedFiles.path(.report, parts.id)
        let file = try filedFiles.open(.report, of: parts).fileOrCopy()
        var builder = ReadingsBuilder()
        do {
            _ = try ReportReader.read(
                file, path: path, limit: files.reportLimit, unless: cancellation,
                items: { builder.add($0) })
            return builder.finish()
        } catch {
            if case .file(let error) = error { throw .file(error) }
            return nil
        }
    }

    /// Nil for an archive that the limits of today refuse.
    private func storedVars(_ parts: FiledParts) throws(LibraryError) -> ConfigVars? {
        let path = filedFiles.path(.config, parts.id)
        let file = try filedFiles.open(.config, of: parts).fileOrCopy()
        do {
            return try ConfigInspector.read(file, path: path, limits: files.limits).vars
        } catch {
            if case .file(let error) = error { throw .file(error) }
            return nil
        }
    }
}
