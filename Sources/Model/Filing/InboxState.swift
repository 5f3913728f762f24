package import JSON
package import System

/// What is in the inbox and on its way, for people who wonder where a result is.
package struct InboxState: Equatable, Sendable {
    /// Where a file stands.
    package enum Stage: String, Sendable, CaseIterable {
        /// It is being written, or was not read yet.
        case arriving
        /// It ends too early; more may come.
        case incomplete
        /// It was read and is bad; it is read once more.
        case doubted
        /// It is whole and waits for its config.
        case waitingForConfig = "waiting_for_config"
        /// It is whole and waits for its report.
        case waitingForReport = "waiting_for_report"
        /// It is being filed or rejected.
        case ending
        /// It ended but cannot be removed.
        case kept
        /// Nothing that benchd takes: a symbolic link, another name.
        case notTaken = "not_taken"
    }

    /// One file of the inbox.
    package struct Item: Equatable, Sendable {
        package let path: FilePath
        package let byteCount: Int?
        package let stage: Stage
        /// The last event on it.
        package let since: Timestamp?
        /// When its wait ends.
        package let until: Timestamp?
        /// What is wrong with it so far.
        package let problem: Problem?

        /// An item of the inbox.
        package init(
            path: FilePath, byteCount: Int?, stage: Stage, since: Timestamp?, until: Timestamp?,
            problem: Problem?
        ) {
            self.path = path
            self.byteCount = byteCount
            self.stage = stage
            self.since = since
            self.until = until
            self.problem = problem
        }
    }

    /// One drop that was rejected and kept.
    package struct Rejected: Equatable, Sendable {
        /// Its directory below `inbox/.rejected/`.
        package let name: FilePath
        /// Where it was dropped.
        package let path: FilePath
        package let at: Timestamp?
        package let problem: Problem?

        /// A rejected drop.
        package init(name: FilePath, path: FilePath, at: Timestamp?, problem: Problem?) {
            self.name = name
            self.path = path
            self.at = at
            self.problem = problem
        }
    }

    /// How changes are noticed.
    package struct Watch: Equatable, Sendable {
        /// By the kernel's notices, or by looking again and again.
        package enum Mode: String, CaseIterable, Sendable {
            case inotify
            case poll
        }

        package let mode: Mode
        /// Why it is polled.
        package let reason: String?

        /// A way to notice changes.
        package init(mode: Mode, reason: String? = nil) {
            self.mode = mode
            self.reason = reason
        }
    }

    /// The first by path from the start on, at most `itemLimit`.
    package let items: [Item]
    /// How many items there are in all.
    package let itemCount: Int
    /// The first item after these; nil where there is none.
    package let nextItem: FilePath?
    /// The newest first from the start on, at most `rejectedLimit`.
    package let rejected: [Rejected]
    /// How many rejected drops are kept in all.
    package let rejectedCount: Int
    /// The newest one that is older than these; nil where there is none.
    package let nextRejected: FilePath?

    package let watch: Watch

    /// How many items a state has at most.
    package static let itemLimit = 1000
    /// How many rejected drops a state has at most.
    package static let rejectedLimit = 200
    /// About how many bytes of the reasons of rejected drops are read for one part.
    package static let rejectedByteLimit = 1 << 20

    /// A state of the inbox.
    package init(
        items: [Item], itemCount: Int, nextItem: FilePath? = nil, rejected: [Rejected], rejectedCount: Int,
        nextRejected: FilePath? = nil, watch: Watch
    ) {
        self.items = items
        self.itemCount = itemCount
        self.nextItem = nextItem
        self.rejected = rejected
        self.rejectedCount = rejectedCount
        self.nextRejected = nextRejected
        self.watch = watch
    }
}

/// Where parts of the inbox's lists begin.
package struct InboxStart: Equatable, Sendable {
    /// The least path of an item; nil for the first.
    package var item: FilePath?
    /// The greatest name of a rejected drop; nil for the newest.
    package var rejected: FilePath?

    /// The start of both lists.
    package init() {}
}

extension InboxState.Item {
    /// The item as the API serves it (docs/api.md).
    package var json: JSONValue {
        [
            "path": .string(path.description), "bytes": byteCount.map { .integer($0) } ?? nil,
            "stage": .string(stage.rawValue), "since": .text(since?.description),
            "until": .text(until?.description), "problem": problem?.json ?? nil,
        ]
    }
}

extension InboxState.Rejected {
    /// The rejected drop as the API serves it (docs/api.md).
    package var json: JSONValue {
        [
            "name": .string(name.description), "path": .string(path.description),
            "at": .text(at?.description),
            "problem": problem?.json ?? nil,
        ]
    }
}

extension InboxState.Watch {
    /// The way as the API serves it (docs/api.md).
    package var json: JSONValue {
        ["mode": .string(mode.rawValue), "reason": .text(reason)]
    }
}

extension InboxState {
    /// The same state of an inbox that is watched in another way.
    package func watched(_ watch: Watch) -> InboxState {
        InboxState(
            items: items, itemCount: itemCount, nextItem: nextItem, rejected: rejected,
            rejectedCount: rejectedCount, nextRejected: nextRejected, watch: watch)
    }
}
