import Analysis
import JSON
import Model
import System
import Templates

/// What changed on the rig since its run before, as the list of runs finds it, with the values where they are short.
struct SinceBefore: Sendable {
    let run: RunID
    let earlier: RunHead
    let differences: [SetupDifference]
    /// Whether something is not known of one of the runs.
    let hasUnknowns: Bool
    /// Whether there was too much to compare.
    let isNotCompared: Bool

    /// Nil for the first run of a rig, and where the run before is not known.
    init?(_ run: RunID, _ change: RunListChanges.Change?) {
        self.run = run
        switch change {
        case .same(let before, let hasUnknowns):
            (earlier, differences, self.hasUnknowns, isNotCompared) = (before, [], hasUnknowns, false)
        case .different(let differences, let before):
            (earlier, self.differences, hasUnknowns, isNotCompared) = (before, differences, false, false)
        case .notCompared(let before):
            (earlier, differences, hasUnknowns, isNotCompared) = (before, [], true, true)
        case .first, nil: return nil
        }
    }

    /// The most differences that are named.
    private static let limit = 3
    /// Values up to this length stand in the line; longer ones are in the comparison.
    private static let shownLength = 24

    /// The context of "before" in templates/pages/run.html.
    func context(_ links: Links) -> TemplateValue {
        let isSame = differences.isEmpty && !isNotCompared
        let sides = [ComparedItem(run: earlier.id), ComparedItem(run: run)]
        return [
            "link": .string(links.run(earlier.id)), "filed": .string(earlier.filed.description),
            "filed_text": .string(earlier.filed.pageText), "compare_link": .string(links.comparison(sides)),
            "is_same_setup": .bool(isSame && !hasUnknowns),
            "is_same_as_far_as_known": .bool(isSame && hasUnknowns),
            "differences": .list(differences.prefix(Self.limit).map(Self.context)),
            "further": differences.count > Self.limit
                ? .string(ValueFormat.count(differences.count - Self.limit)) : .null,
        ]
    }

    private static func context(_ difference: SetupDifference) -> TemplateValue {
        let values = [difference.values.first ?? nil, difference.values.last ?? nil]
        let isShort = values.allSatisfy { ($0?.count ?? 0) <= shownLength }
        return [
            "name": .string(ShortName.of(difference.name)), "is_short": .bool(isShort),
            "before": isShort ? .text(values[0]) : .null, "after": isShort ? .text(values[1]) : .null,
        ]
    }
}

extension TemplateNames {
    /// What `SinceBefore.context` has.
    static let sinceBefore = TemplateNames(
        "link", "filed", "filed_text", "compare_link", "is_same_setup", "is_same_as_far_as_known", "further",
        parts: ["differences": TemplateNames("name", "is_short", "before", "after")])
}
