package import JSON
package import Model

/// Whether a candidate may pass beside a baseline, with the comparison that says why.
package struct GateAnswer: Sendable {
    package let comparison: ComparisonAnswer
    package let gate: Gate
    /// The share that a loss may have.
    package let margin: Double
}

extension Answers {
    /// Judges the second side of a question, which has two, beside the first.
    ///
    /// - Throws: `LibraryError` of the library.
    /// - Returns: The answer; nil where a run is not there, or the question has not two sides.
    package func gate(_ question: ComparisonQuestion) throws(LibraryError) -> GateAnswer? {
        guard question.items.count == 2, let comparison = try compare(question) else { return nil }
        let reader = try reader(asOf: question.asOf)
        let runs = try reader.runs(question.items.map(\.run)).runs
        let evidence = try reader.evidence(of: runs)
        let measurements = Set(question.items.map(\.run)).sorted()
            .flatMap { evidence.run($0)?.measurements ?? [] }
        let gate = Comparer(noise: evidence.noise, withRepeats: question.withRepeats, margin: question.margin)
            .gate(
                question.items[1], against: question.items[0], measurements, margin: question.margin)
        return GateAnswer(comparison: comparison, gate: gate, margin: question.margin)
    }
}

extension GateAnswer {
    /// The gate as the shell prints it in JSON: `outcome` is `passes`, `fails` or `cannot_tell`.
    package var json: JSONValue {
        [
            "outcome": .string(gate.outcome.name), "margin": .double(margin),
            "judged": .integer(gate.cells.count),
            "worse": .array(gate.worse.map(\.json)), "failed": .array(gate.failed.map(\.json)),
            "untold": .array(
                gate.untold.map {
                    .object(
                        ($0.name.json.members ?? []) + [
                            .init("reason", .string($0.reason.name)),
                            .init("repeats_needed", $0.reason.repeats?.json ?? nil),
                        ])
                }),
            "passing_margin": .double(gate.passingMargin),
        ]
    }
}

extension Gate.Outcome {
    fileprivate var name: String {
        switch self {
        case .passes: "passes"
        case .fails: "fails"
        case .cannotTell: "cannot_tell"
        }
    }
}

extension Gate.Reason {
    fileprivate var name: String {
        switch self {
        case .noise: "noise"
        case .noNoise: "no_noise"
        case .missing: "missing"
        case .nothing: "nothing"
        }
    }

    fileprivate var repeats: RepeatsNeeded? {
        if case .noise(let repeats) = self { repeats } else { nil }
    }

    /// Why the gate cannot tell, in words.
    package var text: String {
        switch self {
        case .noise(.count(let count)?):
            "noise could hide a loss; \(count) \(count == 1 ? "run" : "runs") a side would tell if the values stay as they are"
        case .noise(.moreThan(let count)?):
            "noise could hide a loss; it would take more than \(count) runs a side"
        case .noise(nil): "noise could hide a loss"
        case .noNoise: "its noise is not known"
        case .missing: "the candidate lacks it"
        case .nothing: "the runs have no main metric in common"
        }
    }
}
