import Model
import System

/// The names in the data folder.
enum DataNames {
    static let catalog: FilePath = "catalog.sqlite"
    static let lock: FilePath = ".lock"
    static let staging: FilePath = ".staging"
    /// The old application's copy of its newest report.
    static let oldLatest: FilePath = "latest.json"

    static func report(_ id: RunID) -> FilePath { FilePath("\(id).json") }
    static func config(_ id: RunID) -> FilePath { FilePath("\(id)_config.zip") }
    static func part(_ part: FiledPart, _ id: RunID) -> FilePath { part == .report ? report(id) : config(id) }
    static func receipt(_ id: RunID) -> FilePath { FilePath("\(id).receipt.json") }
    static func notes(_ id: RunID) -> FilePath { FilePath("\(id).notes.json") }

    /// What a name in the folder is.
    enum Meaning: Equatable {
        case report(RunID)
        case config(RunID)
        case receipt(RunID)
        /// What people say of it.
        case notes(RunID)
        /// The catalog, the lock, the staging folder, the control socket.
        case own
        case foreign

        /// The run that it is part of.
        var id: RunID? {
            switch self {
            case .report(let id), .config(let id), .receipt(let id), .notes(let id): id
            case .own, .foreign: nil
            }
        }
    }

    static func meaning(of name: FilePath) -> Meaning {
        if let id = id(name, ".receipt.json") { return .receipt(id) }
        if let id = id(name, ".notes.json") { return .notes(id) }
        if let id = id(name, ".json") { return .report(id) }
        if let id = id(name, "_config.zip") { return .config(id) }
        return name.isHidden || name.hasPrefix("catalog.sqlite") ? .own : .foreign
    }

    private static func id(_ name: FilePath, _ suffix: String) -> RunID? {
        guard let text = name.removingSuffix(suffix)?.text, let id = RunID(text) else { return nil }
        // A name in upper case means another file than the name that the id gives.
        return id.description == text ? id : nil
    }
}
