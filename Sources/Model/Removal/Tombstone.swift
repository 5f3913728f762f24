package import JSON
package import System

/// What is kept of a run that was removed: `<uuid>.gone.json` in the data folder.
///
/// Its link says when and why the run was removed, and its bytes do not become a run again.
package struct Tombstone: Equatable, Sendable {
    package let id: RunID
    package let removed: Timestamp
    /// One line for whoever follows a link to the run.
    package let reason: String
    /// When the run was filed.
    package let filed: Timestamp
    package let source: String?
    package let report: FiledFile
    package let config: FiledFile?

    /// What is kept of a run with this receipt.
    package init(of receipt: Receipt, removed: Timestamp, reason: String) {
        id = receipt.id
        (self.removed, self.reason) = (removed, reason)
        (filed, source) = (receipt.filed, receipt.source)
        (report, config) = (receipt.report, receipt.config)
    }

    /// Whether a drop is what was removed, or a part of it; with another config than the run had it is another run.
    package func covers(report: Digest, config: Digest?) -> Bool {
        guard report == self.report.digest, report != .unread else { return false }
        return config == nil || self.config == nil || config == self.config?.digest
    }

    /// The problem for whoever asks for the run, or sends its bytes again.
    package var problem: Problem {
        Problem(
            .runRemoved, "The run \(id) was removed on \(removed): \(reason).",
            members: [.init("removed", .string(removed.description)), .init("reason", .string(reason))])
    }
}

extension Tombstone {
    /// The tombstone as it is kept.
    package var json: JSONValue {
        [
            "uuid": .string(id.description), "removed": .string(removed.description),
            "reason": .string(reason), "filed": .string(filed.description), "source": .text(source),
            "report": report.json, "config": config?.json ?? nil,
        ]
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let id = json["uuid"]?.string.flatMap(RunID.init),
            let removed = json["removed"]?.string.flatMap(Timestamp.init),
            let reason = json["reason"]?.string,
            let filed = json["filed"]?.string.flatMap(Timestamp.init),
            let report = json["report"].flatMap(FiledFile.init(json:)), let config = json["config"],
            config == .null || FiledFile(json: config) != nil
        else { return nil }
        self.init(
            of: Receipt(
                id: id, filed: filed, source: json["source"]?.string, origin: .unknown, report: report,
                config: FiledFile(json: config)), removed: removed, reason: reason)
    }
}

extension Tombstone {
    /// What is still said of the run.
    package var head: RunHead { RunHead(id: id, source: source, filed: filed, hasConfig: false) }
}
