import Model
import System

/// The names in a data folder of the application that benchd replaces: `<12 digits>.json`, `<12 digits>_config.zip`, and
/// copies of the newest report and config, `latest.json` and `latest_config.zip`.
struct OldFolder {
    static let latest = DataNames.oldLatest
    static let latestConfig: FilePath = "latest_config.zip"

    /// The runs with a report, the first filed first.
    private(set) var runs: [RunID] = []
    private(set) var hasLatest = false
    /// What the old application did not name, and what is no regular file.
    private(set) var foreign: [FilePath] = []
    /// Configs without their report.
    private(set) var lone: [FilePath] = []

    /// Reads the names in a folder.
    ///
    /// - Throws: `FileError` of the folder or a file's status.
    init(_ root: Directory) throws(FileError) {
        var times: [RunID: Int64] = [:]
        var configs: [(name: FilePath, id: RunID)] = []
        for name in try root.names() {
            let meaning = DataNames.meaning(of: name)
            if case .own = meaning { continue }
            let status = try root.status(of: name)
            switch meaning {
            case .report(let id) where id.isShort && status.kind == .regular: times[id] = status.modified
            case .config(let id) where id.isShort && status.kind == .regular: configs.append((name, id))
            case .receipt, .notes, .tombstone, .own: break
            default:
                // A folder of benchd's own has runs of today, which are no matter of an import.
                if let id = meaning.id, id.isOwn { continue }
                if name == Self.latest, status.kind == .regular {
                    hasLatest = true
                } else if name != Self.latestConfig || status.kind != .regular {
                    foreign.append(name)
                }
            }
        }
        lone = configs.filter { times[$0.id] == nil }.map(\.name)
        runs = times.keys.sorted { (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1) }
        foreign.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}
