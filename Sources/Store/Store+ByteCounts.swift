package import Model
import System

extension Store {
    /// How large the files of a run are on disk, without a look at what they hold; nil where there is no report.
    ///
    /// - Throws: `LibraryError` of stat(2).
    package func byteCounts(_ id: RunID) throws(LibraryError) -> (report: Int, config: Int?)? {
        do {
            guard let report = try folder.root.statusIfPresent(of: DataNames.report(id)) else { return nil }
            let config = try folder.root.statusIfPresent(of: DataNames.config(id))
            return (report.byteCount, config?.byteCount)
        } catch {
            throw .file(error)
        }
    }
}
