import Model
import System

/// Brings a data folder back to a state where every name is a whole run, whatever instant the last process ended at.
struct Recovery {
    let folder: DataFolder

    /// What was found.
    struct Findings: Equatable {
        var reports: Set<RunID> = []
        /// Files that benchd did not name, left alone.
        var foreign: [FilePath] = []
        /// Configs, receipts and notes of our own without their report: of a filing that did not come to its end, or of a run that
        /// has lost its report.
        var removed: [FilePath] = []

        /// Decides over the names in a data folder whose process has ended.
        init(names: [FilePath]) {
            var companions: [(name: FilePath, id: RunID)] = []
            for name in names {
                switch DataNames.meaning(of: name) {
                case .report(let id): reports.insert(id)
                case .config(let id), .receipt(let id), .notes(let id): companions.append((name, id))
                case .own: break
                case .foreign: foreign.append(name)
                }
            }
            for (name, id) in companions where !reports.contains(id) {
                if id.isOwn { removed.append(name) } else { foreign.append(name) }
            }
        }
    }

    /// Empties the staging folder, and returns what else is in the data folder.
    func run() throws(FileError) -> Findings {
        try folder.staging.removeContents()
        return Findings(names: try folder.root.names())
    }
}
