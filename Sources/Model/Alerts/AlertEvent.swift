package import JSON
package import System

/// Something that a rule has found, once.
package struct AlertEvent: Equatable, Sendable {
    /// What a rule finds under the key of an earlier event is that event.
    package let key: String
    package let rule: String
    package let at: Timestamp
    /// One sentence for people, without a full stop.
    package let summary: String
    /// What else there is to say, a line each.
    package let details: [String]
    /// The run that it is about.
    package let run: RunID?
    /// The rig that it is about.
    package let rig: String?

    private static let textLimit = 1_000
    private static let detailLimit = 12

    /// Makes the value from its fields; long texts are shortened, and control characters escaped.
    package init(
        key: String, rule: String, at: Timestamp, summary: String, details: [String] = [], run: RunID? = nil,
        rig: String? = nil
    ) {
        (self.key, self.rule, self.at) = (key, rule, at)
        (self.run, self.rig) = (run, rig)
        // Texts of reports may be long, and a control character takes six bytes where it is kept.
        self.summary = LogText.escaping(summary.shortened(to: Self.textLimit))
        self.details = details.prefix(Self.detailLimit).map {
            LogText.escaping($0.shortened(to: Self.textLimit))
        }
    }

    /// The event as it is kept and sent.
    package var json: JSONValue {
        [
            "id": .string(key), "rule": .string(rule), "at": .string(at.description),
            "summary": .string(summary), "details": .array(details.map { .string($0) }),
            "run": .text(run?.description), "source": .text(rig),
        ]
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let key = json["id"]?.string, let rule = json["rule"]?.string,
            let at = json["at"]?.string.flatMap(Timestamp.init), let summary = json["summary"]?.string
        else { return nil }
        self.init(
            key: key, rule: rule, at: at, summary: summary,
            details: (json["details"]?.elements ?? []).compactMap(\.string),
            run: json["run"]?.string.flatMap(RunID.init), rig: json["source"]?.string)
    }
}
