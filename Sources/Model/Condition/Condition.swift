package import JSON
import Synchronization
package import System

/// Something that keeps benchd from doing its work right now.
package struct Trouble: Equatable, Sendable {
    /// What does not work.
    package enum Part: Hashable, Sendable {
        /// The inbox is not there.
        case inbox
        /// The data folder is not the one that was opened.
        case dataFolder
        /// There is less space than benchd leaves free.
        case space
        /// Filing meets this errno(3).
        case storage(errno: CInt)
        /// Filing cannot use the database that the library lies in.
        case database
        /// Filing cannot read the catalog.
        case catalogReading
        /// Runs are filed that the catalog does not have yet.
        case catalogWriting
        /// What other daemons have filed takes long to enter.
        case lateNews
        /// The digests of the filed runs are not all known yet.
        case indexing
        /// A piece of work takes long.
        case slowWork
        /// A drop is refused and cannot be moved away.
        case refusedInPlace
        /// A part of the inbox cannot be looked into.
        case inboxPart
        /// The last backup is too old.
        case backup
        /// A filed file is not what was filed.
        case damage(RunID, FiledPart)
        /// More files are than are remembered.
        case furtherDamage

        /// Whether drops wait and uploads are refused meanwhile.
        package var stopsWork: Bool { kind == .work }

        /// What troubles are counted by.
        package enum Kind: String, CaseIterable, Sendable {
            /// Work is stopped.
            case work
            /// Filed files are not what was filed.
            case damage
            /// The last backup is too old.
            case backup
            /// What other daemons have filed is not listed yet.
            case news
        }

        /// What it is counted as.
        package var kind: Kind {
            switch self {
            case .backup: .backup
            case .lateNews: .news
            case .damage, .furtherDamage: .damage
            default: .work
            }
        }

        /// What tells it from others, in a file or a message.
        package var key: String {
            switch self {
            case .inbox: "inbox"
            case .dataFolder: "data-folder"
            case .space: "space"
            case .storage(let errno): "storage-\(errno)"
            case .database: "database"
            case .catalogReading: "catalog-reading"
            case .catalogWriting: "catalog-writing"
            case .lateNews: "late-news"
            case .indexing: "indexing"
            case .slowWork: "slow-work"
            case .refusedInPlace: "refused-in-place"
            case .inboxPart: "inbox-part"
            case .backup: "backup"
            case .damage(let id, let part): "damage-\(part.rawValue)-\(id)"
            case .furtherDamage: "further-damage"
            }
        }

        fileprivate var isDamage: Bool { kind == .damage }

        /// Whether it ends by itself, and only a restart would make it longer.
        package var endsByItself: Bool { self == .indexing || self == .lateNews }
    }

    package let part: Part
    /// One sentence that says what is wrong, where, and what to do.
    package let detail: String
    package let since: Timestamp

    /// A trouble with a part.
    package init(_ part: Part, _ detail: String, since: Timestamp) {
        self.part = part
        self.detail = detail
        self.since = since
    }

    /// The trouble as the API serves it.
    package var json: JSONValue {
        ["detail": .string(detail.shortened(to: 4_096)), "since": .string(since.description)]
    }
}

/// A trouble that has begun or ended.
package struct TroubleNews: Equatable, Sendable {
    package let trouble: Trouble
    package let isOver: Bool
}

/// The troubles of this moment; safe from any thread.
///
/// Logs each once when it begins and once when it ends.
package final class Condition: Sendable {
    private let current = Mutex<[Trouble.Part: Trouble]>([:])
    private let log: LogSink
    /// Hears of each trouble once when it begins and once when it ends.
    package let listeners = Listeners<TroubleNews>()

    /// A condition without trouble.
    package init(log: @escaping LogSink) {
        self.log = log
    }

    /// How many damaged files are named one by one.
    package static let damageLimit = 10

    /// What is wrong, in the order in which it began; of many damaged files the first, and how many more there are.
    package var troubles: [Trouble] {
        let all = current.withLock { $0.values.sorted { ($0.since, $0.detail) < ($1.since, $1.detail) } }
        let damages = all.filter(\.part.isDamage)
        guard let first = damages.dropFirst(Self.damageLimit).first else { return all }
        let further = Trouble(
            .furtherDamage,
            "\(damages.count - Self.damageLimit) more filed files are damaged; benchd verify names all of them.",
            since: first.since)
        return all.filter { !$0.part.isDamage } + damages.prefix(Self.damageLimit) + [further]
    }

    /// Sets what is wrong with a part; nil where it works.
    package func set(_ part: Trouble.Part, to detail: String?, at time: Timestamp = .now()) {
        let before = current.withLock { current in
            let before = current[part]
            current[part] = detail.map { Trouble(part, $0, since: before?.since ?? time) }
            return before
        }
        if let detail, before == nil {
            listeners.tell(TroubleNews(trouble: Trouble(part, detail, since: time), isOver: false))
            log(part.endsByItself ? .info : .error, detail)
        }
        if let before, detail == nil {
            listeners.tell(TroubleNews(trouble: before, isOver: true))
            log(.info, "over after \(Self.length(from: before.since, to: time)): \(before.detail)")
        }
    }

    /// "0.4 s"; nothing where the clock has stepped back meanwhile.
    private static func length(from start: Timestamp, to end: Timestamp) -> String {
        let tenths = max(0, end.milliseconds - start.milliseconds) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
