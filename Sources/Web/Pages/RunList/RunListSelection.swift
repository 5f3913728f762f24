import Model
import System
import Templates

/// The runs that are ticked, which a comparison is asked for.
struct RunListSelection {
    /// How many runs a comparison takes.
    static let range = 2...8

    /// The oldest first.
    let runs: [Run]
    let baseline: RunID?

    /// The runs of a state that are there.
    init(_ state: RunListState, _ reader: RunReader) throws(Problem) {
        baseline = state.baseline
        guard !state.selected.isEmpty else {
            runs = []
            return
        }
        var query = RunQuery()
        (query.ids, query.limit, query.order) = (state.selected, RunListState.selectionLimit, .oldest)
        runs = try reader.runs(query).runs
    }

    /// The runs in the order of a comparison: the baseline, then the others from the oldest; nil where it takes more or fewer.
    var compared: [RunID]? {
        guard Self.range.contains(runs.count) else { return nil }
        let ids = runs.map(\.id)
        guard let baseline, ids.contains(baseline) else { return ids }
        return [baseline] + ids.filter { $0 != baseline }
    }

    /// Why there is no comparison of so many runs, in one sentence; null where there is.
    private var problem: TemplateValue {
        switch runs.count {
        case Self.range: .null
        case ..<Self.range.lowerBound: "Select two to eight runs to compare."
        default:
            .string(
                "A comparison takes at most eight runs, and \(ValueFormat.count(runs.count)) are selected.")
        }
    }

    /// To the minute, in UTC: "2026-11-23 18:41".
    private static func text(of time: Timestamp) -> String { String(time.pageText.prefix(16)) }

    /// `selection` in templates/pages/runs.html.
    func context(_ address: RunListAddress, asked: Bool) -> TemplateValue {
        let first = baseline ?? runs.first?.id
        return [
            "count": runs.isEmpty ? .null : .string(ValueFormat.count(runs.count)),
            "problem": asked || runs.count > Self.range.upperBound ? problem : .null,
            "clear_link": .string(address.withoutSelection),
            "runs": .list(
                runs.enumerated().map { place, run in
                    [
                        "uuid": .string(run.id.description), "filed": .string(run.filed.description),
                        "text": .string(
                            [run.source ?? "no source", run.mark.label, Self.text(of: run.filed)]
                                .compactMap(\.self).joined(separator: " ")),
                        "is_oldest": .bool(place == 0), "is_baseline": .bool(run.id == first),
                    ]
                }),
        ]
    }
}
