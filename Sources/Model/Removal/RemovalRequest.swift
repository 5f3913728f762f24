package import JSON
import System

/// What `benchd prune` sends to a daemon: one line of JSON.
package struct RemovalRequest: Equatable, Sendable {
    package let runs: [RunID]
    package let reason: String

    /// The most runs of a request, so that a line of it is short and others need not wait long.
    package static let runLimit = 64

    /// A request to remove at most `runLimit` runs.
    package init(_ runs: [RunID], because reason: String) {
        (self.runs, self.reason) = (runs, reason)
    }

    /// The request as it is sent.
    package var json: JSONValue {
        [
            "do": "remove", "runs": .array(runs.map { .string($0.description) }),
            "reason": .string(reason),
        ]
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `MarkFault`.
    package init(json: JSONValue) throws(MarkFault) {
        let runs = json["runs"]?.elements?.map { $0.string.flatMap(RunID.init) } ?? []
        guard !runs.isEmpty, runs.count <= Self.runLimit, !runs.contains(nil) else {
            throw .shape("runs", expected: "1 to \(Self.runLimit) ids of runs")
        }
        guard let text = json["reason"]?.string, let reason = try MarkText.reason.kept(text) else {
            throw .shape("reason", expected: "a text that is not empty")
        }
        self.init(runs.compactMap(\.self), because: reason)
    }
}

/// What a daemon answers to it: one line of JSON.
package struct RemovalAnswer: Equatable, Sendable {
    package let removed: [RunID]
    /// One sentence, without a full stop, for each run that was not removed.
    package let refusals: [String]

    /// The answer that outcomes are.
    package init(_ outcomes: [RemovalOutcome]) {
        removed = outcomes.compactMap { if case .removed(let id) = $0 { id } else { nil } }
        refusals = outcomes.compactMap(\.refusal)
    }

    /// What several answers say together.
    package init(_ answers: [RemovalAnswer]) {
        (removed, refusals) = (answers.flatMap(\.removed), answers.flatMap(\.refusals))
    }

    /// The answer as it is sent.
    package var json: JSONValue {
        [
            "removed": .array(removed.map { .string($0.description) }),
            "refused": .array(refusals.map { .string($0) }),
        ]
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let removed = json["removed"]?.elements?.map({ $0.string.flatMap(RunID.init) }),
            !removed.contains(nil), let refusals = json["refused"]?.elements?.map(\.string),
            !refusals.contains(nil)
        else { return nil }
        (self.removed, self.refusals) = (removed.compactMap(\.self), refusals.compactMap(\.self))
    }
}
