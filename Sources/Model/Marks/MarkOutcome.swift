package import JSON

/// What became of a request to change the mark of a run.
package enum MarkOutcome: Equatable, Sendable {
    /// It is durable, and shown by every answer from now on.
    case marked(RunID, RunMark)
    case noRun
    /// Several runs have ids that begin so; of more than `namedIDs` one more.
    case ambiguous([RunID])
    /// The file of notes cannot be read, and is left as it is, since people may have written to it.
    case damaged(Damage)
}

extension MarkOutcome {
    /// How many ids are named where a beginning leads to several.
    package static let namedIDs = 5

    /// Why nothing was changed, in one sentence; nil where it was.
    package func refusal(of run: RunChoice) -> String? {
        switch self {
        case .marked: nil
        case .noRun: "there is no run \(run)"
        case .ambiguous(let ids):
            "several runs begin with \(run): "
                + ids.prefix(Self.namedIDs).map(\.description).joined(separator: ", ")
                + (ids.count > Self.namedIDs ? " and more" : "") + "; give more of the id"
        case .damaged(let damage): "\(damage); repair or remove it first"
        }
    }
}

/// What `benchd note` and `benchd exclude` send to a daemon: one line of JSON.
package struct MarkRequest: Equatable, Sendable {
    package let run: RunChoice
    package let change: MarkChange

    /// A request to change the mark of a run.
    package init(run: RunChoice, change: MarkChange) {
        self.run = run
        self.change = change
    }

    /// The request as it is sent.
    package var json: JSONValue {
        ["do": "mark", "run": .string(run.description), "change": change.json]
    }

    /// Reads what `json` wrote.
    ///
    /// - Throws: `MarkFault`.
    package init(json: JSONValue) throws(MarkFault) {
        guard json["do"]?.string == "mark" else { throw .shape("do", expected: "\"mark\"") }
        guard let run = json["run"]?.string.flatMap(RunChoice.init) else {
            throw .shape("run", expected: RunChoice.expected)
        }
        self.init(run: run, change: try MarkChange(json: json["change"] ?? .null))
    }
}

/// What a daemon answers: one line of JSON.
package enum MarkAnswer: Equatable, Sendable {
    case marked(RunID, RunMark)
    /// One sentence without a full stop.
    case refused(String)

    /// The answer that an outcome is.
    package init(_ outcome: MarkOutcome, of run: RunChoice) {
        if case .marked(let id, let mark) = outcome {
            self = .marked(id, mark)
        } else {
            self = .refused(outcome.refusal(of: run) ?? "nothing was changed")
        }
    }

    /// The answer as it is sent.
    package var json: JSONValue {
        switch self {
        case .marked(let id, let mark): ["uuid": .string(id.description), "mark": mark.json]
        case .refused(let reason): ["error": .string(reason)]
        }
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        if let reason = json["error"]?.string {
            self = .refused(reason)
            return
        }
        // What breaks a rule is no answer of this version.
        guard let id = json["uuid"]?.string.flatMap(RunID.init),
            let mark = try? RunMark(json: json["mark"] ?? .null)
        else { return nil }
        self = .marked(id, mark)
    }
}
