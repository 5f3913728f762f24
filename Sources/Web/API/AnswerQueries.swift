import Analysis
import HTTP
import JSON
import Model
import System

/// What is asked of a comparison: `runs`, `repeats`, `as_of`, `margin`, which cells are shown, and whether the second side may pass.
struct ComparisonQuery {
    let items: [(run: RunReference, filesystem: String?)]
    let shown: ShownCells
    let withRepeats: Bool
    let margin: Double
    let asOf: Timestamp?
    /// In which form it is answered whether the second side may pass beside the first; nil where that is not asked.
    private(set) var gate: GateForm?

    /// The raw value is the name in addresses.
    enum GateForm: String, CaseIterable, Sendable {
        case json, junit
    }

    static let names = [
        "runs", "repeats", "margin", "as_of", "benchmark", "filesystem", "metric", "main", "verdict", "gate",
        "format",
    ]
    private static let expected =
        "two to eight runs with commas between, the baseline first: ID, latest, ID:FILESYSTEM or latest:FILESYSTEM"
    private static let expectedItem = "a whole id of a run or latest, and with it :FILESYSTEM or nothing"

    /// Reads the parameters.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(request, Self.names)
        try self.init(parameters)
        gate = try Self.gate(parameters, sides: items.count)
    }

    /// Reads the parameters but those of a gate, and no others that are there: a page has a `format` of its own.
    ///
    /// - Throws: `Problem` for what is no such value.
    init(_ parameters: Parameters) throws(Problem) {
        items = try Self.items(
            try parameters.required("runs", takes: Self.expected, parameters["runs"]))
        withRepeats = try parameters.digitFlag("repeats")
        margin = try parameters.share("margin", Share.margins) ?? 0.05
        asOf = try parameters.time("as_of")
        var shown = ShownCells()
        shown.benchmark = parameters["benchmark"]
        shown.filesystem = parameters["filesystem"]
        shown.metric = parameters["metric"]
        shown.mainOnly = try parameters.digitFlag("main")
        shown.verdict = try parameters.choice("verdict", of: Verdict.self)
        self.shown = shown
        gate = nil
    }

    private static func gate(_ parameters: Parameters, sides: Int) throws(Problem) -> GateForm? {
        let form = try parameters.choice("format", of: GateForm.self)
        let isAsked = try parameters.digitFlag("gate") || form == .junit
        guard isAsked, sides != 2 else { return isAsked ? form ?? .json : nil }
        throw .parameter(
            "runs", "two runs, the baseline and the one to be judged", found: "\(sides) runs",
            "The parameter runs takes two runs where the second is judged, the baseline first, not \(sides).")
    }

    private static func items(_ text: String) throws(Problem) -> [(run: RunReference, filesystem: String?)] {
        let texts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard ComparisonQuestion.sideCounts.contains(texts.count) else {
            throw .parameter(
                "runs", expected, found: text,
                "The parameter runs takes \(expected), not \(ValueFormat.count(texts.count, "run", "runs")).")
        }
        return try texts.enumerated().map { (place, text) throws(Problem) in
            guard let item = item(text) else { throw noItem(text, place: place) }
            return item
        }
    }

    /// What is wrong with the side at a place of the parameter.
    static func noItem(_ text: Substring, place: Int) -> Problem {
        .parameter(
            "runs", expectedItem, found: String(text),
            "Run \(place + 1) of the parameter runs must be \(expectedItem), not"
                + " \(JSONPointer.quoted(String(text))); a beginning of an id is not enough here.")
    }

    /// One side as the address writes it: `ID`, or `ID:FILESYSTEM`; nil for anything else.
    static func item(_ text: Substring) -> (run: RunReference, filesystem: String?)? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let filesystem = parts.count > 1 ? PercentEncoding.decoded(parts[1]) : nil
        guard let run = parts.first.flatMap({ RunReference(String($0)) }),
            parts.count == 1 || filesystem?.isEmpty == false
        else { return nil }
        return (run, filesystem)
    }

    /// The runs of an address, as far as they can be read.
    static func references(_ request: Request) -> [RunReference] {
        let text = Parameters(ofPage: request)["runs"] ?? ""
        return text.split(separator: ",").prefix(ComparisonQuestion.sideCounts.upperBound)
            .compactMap { item($0)?.run }
    }

    /// The question about these sides.
    func question(_ items: [ComparedItem]) -> ComparisonQuestion {
        var question = ComparisonQuestion(items)
        (question.withRepeats, question.margin, question.asOf) = (withRepeats, margin, asOf)
        return question
    }
}

/// What is asked of a standing: `baseline` (a filesystem), `as_of`, `margin`.
struct StandingQuery {
    let baseline: String?
    let asOf: Timestamp?
    let margin: Double

    /// Reads the parameters.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        try self.init(try Parameters(request, ["baseline", "as_of", "margin"]))
    }

    /// The same of a page, which has other parameters besides.
    init(_ parameters: Parameters) throws(Problem) {
        baseline = parameters["baseline"]
        asOf = try parameters.time("as_of")
        margin = try parameters.share("margin", Share.margins) ?? 0.05
    }
}

/// What is asked of a trend: `benchmark`, `filesystem`, `metric`, `source`, `as_of`, `margin`.
struct TrendQuery {
    let question: TrendQuestion

    /// Reads the parameters.
    ///
    /// - Throws: `Problem` for any other parameter, for a missing one, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let names = ["benchmark", "filesystem", "metric", "source", "as_of", "margin"]
        try self.init(try Parameters(request, names))
    }

    /// The same of a page, which has other parameters besides.
    init(_ parameters: Parameters) throws(Problem) {
        var question = TrendQuestion(
            benchmark: try parameters.benchmark(),
            filesystem: try parameters.required(
                "filesystem", takes: "the name of a filesystem", parameters["filesystem"]))
        question.metric = parameters["metric"]
        question.rig = parameters["source"]
        question.asOf = try parameters.time("as_of")
        question.margin = try parameters.share("margin", Share.margins) ?? 0.05
        self.question = question
    }
}

/// What is asked of a plan: `benchmark`, `filesystems`, `difference`, `source`, `as_of`.
struct PlanQuery {
    let question: PlanQuestion

    /// Reads the parameters.
    ///
    /// - Throws: `Problem` for any other parameter, for a missing one, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let names = ["benchmark", "filesystems", "difference", "source", "as_of"]
        let parameters = try Parameters(request, names)
        var question = PlanQuestion(benchmark: try parameters.benchmark())
        question.filesystems =
            try parameters.value(
                "filesystems", takes: "two or more filesystems with commas between", Self.names) ?? []
        question.difference = try parameters.share("difference", Share.differences) ?? 0.05
        question.rig = parameters["source"]
        question.asOf = try parameters.time("as_of")
        self.question = question
    }

    private static func names(_ text: String) -> [String]? {
        var names: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let name = PercentEncoding.decoded(part), !name.isEmpty else { return nil }
            names.append(name)
        }
        return names.count > 1 ? names : nil
    }
}

extension Parameters {
    /// A share: "0.05" or "5%", in a range; nil where the request lacks it.
    ///
    /// - Throws: `Problem` for anything else.
    func share(_ name: String, _ range: ClosedRange<Double>) throws(Problem) -> Double? {
        let expected = Share.expected(range) + " with the sign encoded as %25"
        guard let text = self[name], let hint = Share.hint(text, in: range) else {
            return try value(name, takes: expected) { Share.read($0, in: range) }
        }
        throw .parameter(
            name, expected, found: text,
            "The parameter \(name) takes \(expected), not \(JSONPointer.quoted(text)): \(hint).")
    }

    /// The benchmark, without which there is no answer.
    ///
    /// - Throws: `Problem` where the request lacks it.
    fileprivate func benchmark() throws(Problem) -> String {
        try required("benchmark", takes: "the name of a benchmark", self["benchmark"])
    }

    /// 1 or 0; false where the request lacks it.
    ///
    /// - Throws: `Problem` for anything else.
    fileprivate func digitFlag(_ name: String) throws(Problem) -> Bool {
        try value(name, takes: "1 or 0") { ["1": true, "0": false][$0] } ?? false
    }
}
