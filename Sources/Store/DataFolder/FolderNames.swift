import Model
import System

/// What the names in a data folder say, beside what the catalog knows.
struct FolderNames {
    /// Runs that are filed and that the catalog does not know.
    var missing: Set<RunID> = []
    /// Runs of the catalog with a config archive beside the report that it does not know.
    private(set) var changed: [RunID] = []
    /// Runs of the catalog of which there is no file any more.
    private(set) var gone: [RunID] = []
    /// Files that benchd did not name, left alone.
    private(set) var foreign: [FilePath] = []
    /// Configs, receipts and notes of our own without a report, of a filing that did not come to its end.
    private(set) var removed: [FilePath] = []
    /// Runs that were removed.
    private(set) var tombstones: Set<RunID> = []
    /// Of those the runs that files are left of, or that the catalog knows.
    private(set) var unfinishedRemovals: Set<RunID> = []
    /// The greatest id of our own.
    private(set) var newest: RunID?

    private var known: [RunID: Sight]
    private var companions: [(name: FilePath, id: RunID)] = []

    /// What was seen of a run that the catalog knows.
    private struct Sight: OptionSet {
        let rawValue: UInt8
        /// The catalog knows its config.
        static let hasConfig = Sight(rawValue: 1)
        static let report = Sight(rawValue: 2)
        static let config = Sight(rawValue: 4)
        static let other = Sight(rawValue: 8)
    }

    /// Looks at all names, beside the runs of the catalog.
    ///
    /// - Throws: what `next` throws, which gives a name at a time and nil at the end.
    init(
        known index: LibraryIndex, next: () throws(FileError) -> FilePath?
    ) throws(FileError) {
        known = Dictionary(minimumCapacity: index.runs.count)
        index.runs.forEach(newestFirst: false) { known[$0.id] = $0.hasConfig ? .hasConfig : [] }
        while let name = try next() { note(name) }
        finish()
    }

    private mutating func note(_ name: FilePath) {
        switch DataNames.meaning(of: name) {
        case .report(let id):
            if id.isOwn { newest = max(newest ?? id, id) }
            if !see(.report, of: id) { missing.insert(id) }
        case .config(let id): if !see(.config, of: id) { companions.append((name, id)) }
        case .receipt(let id), .notes(let id): if !see(.other, of: id) { companions.append((name, id)) }
        case .tombstone(let id):
            if id.isOwn { newest = max(newest ?? id, id) }
            tombstones.insert(id)
        case .own: break
        case .foreign: foreign.append(name)
        }
    }

    /// Whether the catalog knows the run.
    private mutating func see(_ part: Sight, of id: RunID) -> Bool { known[id]?.insert(part) != nil }

    private mutating func finish() {
        unfinishedRemovals = tombstones.intersection(missing)
        missing.subtract(tombstones)
        for (id, sight) in known {
            if tombstones.contains(id) {
                // A run that the catalog has is out of it again when its tombstone is entered.
                unfinishedRemovals.insert(id)
                continue
            }
            if sight.isDisjoint(with: [.report, .config, .other]) { gone.append(id) }
            if sight.isSuperset(of: [.report, .config]), !sight.contains(.hasConfig) { changed.append(id) }
        }
        known = [:]
        for (name, id) in companions where !missing.contains(id) {
            if tombstones.contains(id) {
                unfinishedRemovals.insert(id)
            } else if id.isOwn {
                removed.append(name)
            } else {
                foreign.append(name)
            }
        }
        companions = []
    }
}
