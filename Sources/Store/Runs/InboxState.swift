/// What is in the inbox and on its way, for people who wonder where a result is.
package struct InboxState: Equatable, Sendable {
    /// Where a file stands.
    package enum Stage: String, Sendable {
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

    /// Sorted by path.
    package let items: [Item]
    /// The newest first, at most `rejectedLimit`.
    package let rejected: [Rejected]
    /// How many rejected drops are kept in all.
    package let rejectedCount: Int

    /// How many rejected drops are told in detail.
    package static let rejectedLimit = 200

    /// A state of the inbox.
    package init(items: [Item], rejected: [Rejected], rejectedCount: Int) {
        self.items = items
        self.rejected = rejected
        self.rejectedCount = rejectedCount
    }

    /// The state as the API serves it (docs/api.md).
    package var json: JSONValue {
        [
            "items": .array(items.map(\.json)),
            "rejected": .array(rejected.map(\.json)),
            "rejected_total": .integer(rejectedCount),
        ]
    }
}

extension InboxState.Item {
    fileprivate var json: JSONValue {
        [
            "path": .string(path.description), "bytes": byteCount.map { .integer($0) } ?? nil,
            "stage": .string(stage.rawValue), "since": .text(since?.description),
            "until": .text(until?.description), "problem": problem?.json ?? nil,
        ]
    }
}

extension InboxState.Rejected {
    fileprivate var json: JSONValue {
        [
            "name": .string(name.description), "path": .string(path.description),
            "at": .text(at?.description),
            "problem": problem?.json ?? nil,
        ]
    }
}
