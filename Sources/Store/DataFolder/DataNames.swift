import Model
import System

/// The names in the data folder.
enum DataNames {
    static let catalog: FilePath = "catalog.sqlite"
    /// What names of catalogs begin with: of this folder, and of a database that a daemon has followed here.
    private static let catalogs = ["catalog.sqlite", "followed.sqlite"]
    static let lock: FilePath = ".lock"
    static let staging: FilePath = ".staging"
    /// When and where the folder was last copied.
    static let backupRecord: FilePath = ".backup"
    /// What is ours besides the files of runs, and is worth keeping: what alerts have found, and mutes.
    static let copiedOwn: [FilePath] = [".alerts.json"]
    /// The old application's copy of its newest report.
    static let oldLatest: FilePath = "latest.json"

    static func report(_ id: RunID) -> FilePath { FilePath("\(id).json") }
    static func config(_ id: RunID) -> FilePath { FilePath("\(id)_config.zip") }
    static func part(_ part: FiledPart, _ id: RunID) -> FilePath { part == .report ? report(id) : config(id) }
    static func receipt(_ id: RunID) -> FilePath { FilePath("\(id).receipt.json") }
    static func notes(_ id: RunID) -> FilePath { FilePath("\(id).notes.json") }

    static func tombstone(_ id: RunID) -> FilePath { FilePath("\(id).gone.json") }
    /// All that a run may have, the report first: without it the others are no run.
    static func files(of id: RunID) -> [FilePath] { [report(id), config(id), receipt(id), notes(id)] }

    /// What a name in the folder is.
    enum Meaning: Equatable {
        case report(RunID)
        case config(RunID)
        case receipt(RunID)
        /// What people say of it.
        case notes(RunID)
        /// What is kept of a run that was removed.
        case tombstone(RunID)
        /// The catalog, the lock, the staging folder, the control socket.
        case own
        case foreign

        /// The run that it is part of; nil for what is left of a run.
        var id: RunID? {
            switch self {
            case .report(let id), .config(let id), .receipt(let id), .notes(let id): id
            case .tombstone, .own, .foreign: nil
            }
        }
    }

    static func meaning(of name: FilePath) -> Meaning {
        // Dashes and digits, of which the rest of a name has none.
        let byteCount = name.bytes.firstIndex { $0 != UInt8(ascii: "-") && !isDigit($0) } ?? 0
        if let id = name.bytes.withUnsafeBufferPointer({ RunID(bytes: .init(rebasing: $0[..<byteCount])) }) {
            let rest = name.bytes[byteCount...]
            if rest.elementsEqual(".json".utf8) { return .report(id) }
            if rest.elementsEqual(".receipt.json".utf8) { return .receipt(id) }
            if rest.elementsEqual("_config.zip".utf8) { return .config(id) }
            if rest.elementsEqual(".notes.json".utf8) { return .notes(id) }
            if rest.elementsEqual(".gone.json".utf8) { return .tombstone(id) }
        }
        return name.isHidden || catalogs.contains { name.hasPrefix($0) } ? .own : .foreign
    }

    /// Whether a byte is a digit of an id; a name in upper case means another file than the name that the id gives.
    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }
}
