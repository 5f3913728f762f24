/// Brings a data folder back to a state where every name is a whole run, whatever instant the last process ended at.
struct Recovery {
    let folder: DataFolder

    /// What was found.
    struct Findings: Equatable {
        var reports: Set<RunID> = []
        /// Files that benchd did not name, left alone.
        var foreign: [FilePath] = []
        /// Configs and receipts of our own without their report, removed.
        var removed: [FilePath] = []
    }

    func run() throws(FileError) -> Findings {
        try folder.staging.removeContents()
        var findings = Findings()
        var companions: [(name: FilePath, id: RunID)] = []
        for name in try folder.root.names() {
            switch DataNames.meaning(of: name) {
            case .report(let id): findings.reports.insert(id)
            case .config(let id), .receipt(let id): companions.append((name, id))
            case .own: break
            case .foreign: findings.foreign.append(name)
            }
        }
        for (name, id) in companions where !findings.reports.contains(id) {
            guard id.isOwn else {
                findings.foreign.append(name)
                continue
            }
            try folder.root.remove(name)
            findings.removed.append(name)
        }
        // What is found here is acknowledged by its digest, and the last process may not have come to sync it.
        try folder.root.synchronize()
        return findings
    }
}
