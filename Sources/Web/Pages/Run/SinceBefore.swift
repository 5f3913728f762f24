import Analysis
import JSON
import Model
import System
import Templates

/// What changed on the rig since its run before.
struct SinceBefore: Sendable {
    let earlier: Run
    let change: SetupChange
    let link: String

    /// The most differences that are named.
    private static let limit = 3

    /// The context of "before" in templates/pages/run.html.
    func context(_ links: Links) -> TemplateValue {
        let differences = change.differences
        return [
            "link": .string(links.run(earlier.id)), "filed": .string(earlier.filed.description),
            "filed_text": .string(earlier.filed.pageText), "compare_link": .string(link),
            "is_same_setup": .bool(differences.isEmpty && change.likeForLike == .yes),
            "is_same_as_far_as_known": .bool(differences.isEmpty && change.likeForLike != .yes),
            "differences": .list(differences.prefix(Self.limit).map(Self.context)),
            "further": differences.count > Self.limit
                ? .string(ValueFormat.count(differences.count - Self.limit)) : .null,
        ]
    }

    /// Values up to this length stand in the line; longer ones are in the comparison.
    private static let shownLength = 24

    private static func context(_ difference: ComparisonAnswer.Difference) -> TemplateValue {
        let values = [difference.values.first ?? nil, difference.values.last ?? nil]
        let isShort = values.allSatisfy { ($0?.count ?? 0) <= shownLength }
        return [
            "name": .string(ShortName.of(difference.difference.name)), "is_short": .bool(isShort),
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
