import JSON
import Model
import Templates

/// What a page does not show of a report, as links to it.
struct OmittedParts: Sendable {
    let run: RunID
    let omissions: [RunSummary.Omission]
    /// How many parts benchd knows only the number of.
    let hiddenCount: Int
    let links: Links

    /// How many are listed; the summary has all.
    private static let limit = 6
    private static let pointerByteCount = 200

    /// The context of templates/partials/omitted.html; null where nothing is left out.
    var context: TemplateValue {
        if omissions.isEmpty, hiddenCount == 0 { return .null }
        let further = omissions.count - Self.limit
        return [
            "items": .list(omissions.prefix(Self.limit).map(context)),
            "further": further > 0 ? .string("\(ValueFormat.count(further)) more") : .null,
            "hidden": hiddenCount > 0
                ? .string(ValueFormat.count(hiddenCount, "unknown part", "unknown parts")) : .null,
        ]
    }

    private func context(_ omission: RunSummary.Omission) -> TemplateValue {
        [
            "pointer": .string(Self.shown(omission.pointer)),
            "size": .string(ValueFormat.size(omission.range.count)),
            "link": .text(links.part(omission.range, of: run)),
        ]
    }

    /// A pointer of any length, as a page shows it.
    static func shown(_ pointer: String) -> String {
        pointer.shortened(to: pointerByteCount)
    }
}

extension RunSummary {
    /// The omissions of each benchmark by the benchmark's pointer; those of the top have an empty one.
    var omissionsByBenchmark: [String: [Omission]] {
        Dictionary(grouping: omissions) { omission in
            let segments = omission.pointer.split(
                separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
            guard segments.count == 3, segments[0] == "data" else { return "" }
            return "/\(segments[0])/\(segments[1])"
        }
    }
}
