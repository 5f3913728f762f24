import HTTP
import Model
import System
import Templates

/// What differs between the configs of two runs, `/compare/config`; with fewer runs given, a choice of the next.
struct ConfigComparisonPage: Sendable {
    private static let choiceLimit = 100
    /// Items of each status where all are shown.
    ///
    /// Both limits keep the page of the longest paths and lines below 2 MB.
    private static let overviewLimit = 40
    /// Items of a status that is shown alone.
    private static let partLimit = 80

    private static var limits: ComparisonLimits {
        var limits = ComparisonLimits()
        limits.lineCount = 2_000
        limits.shownByteCount = 64 << 10
        return limits
    }

    let runs: RunReader
    let links: Links

    /// The context of templates/pages/compare-config.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        let references = try ConfigComparisonReader.references(request)
        guard references.count == 2 else { return try choice(references.first, request) }
        let limit = request.query("status") == nil ? Self.overviewLimit : Self.partLimit
        // Its script keeps in `view` how lines are shown.
        let part = try ComparedPart(request, limit: limit, others: ["view"])
        let pair = try ConfigComparisonReader(runs: runs).pair(
            references[0], references[1], part: part, limits: Self.limits)
        return context(pair, part)
    }

    private func context(_ pair: ConfigComparisonReader.Pair, _ part: ComparedPart) -> TemplateValue {
        let items = ComparedItems(pair: pair, part: part, links: links)
        return [
            "page_title": .string("Config of \(pair.other.head.title) against \(pair.baseline.head.title)"),
            "is_choice": false,
            "baseline": pair.baseline.head.context(links),
            "other": pair.other.head.context(links),
            "is_one_run": .bool(pair.baseline.id == pair.other.id),
            "is_equal": .bool(items.areAllTheSame),
            "has_configs": .bool(pair.baseline.head.hasConfig && pair.other.head.hasConfig),
            "swap_link": .string(links.configComparison([pair.other.id, pair.baseline.id])),
            "api_link": .string(links.configDifferences([pair.baseline.id, pair.other.id])),
            "roots": Self.roots(pair.comparison.roots),
            "changed": items.context(.changed),
            "only_in_baseline": items.context(.onlyInBaseline),
            "only_in_other": items.context(.onlyInOther),
            "same": items.context(.same),
            "choices": .list([]),
            "next": .null,
        ]
    }

    /// The runs that have a config, as links that add them.
    private func choice(_ reference: RunReference?, _ request: Request) throws(Problem) -> TemplateValue {
        let baseline = try reference.map { (reference) throws(Problem) in try runs.run(reference) }
        var query = RunQuery()
        query.limit = Self.choiceLimit
        try query.begin(after: try Parameters(ofPage: request).next("cursor") { RunCursor($0) })
        let page = try runs.runs(query)
        let others = page.runs.filter { $0.config != nil && $0.id != baseline?.id }
        let chosen = [baseline?.id].compactMap { $0 }
        return [
            "page_title": .string(
                baseline.map { "Compare the config of \($0.head.title)" } ?? "Compare configs"),
            "is_choice": true,
            "baseline": baseline?.head.context(links) ?? .null,
            "other": .null,
            "is_one_run": false, "is_equal": false, "has_configs": false,
            "swap_link": .null, "api_link": .null, "roots": .null,
            "changed": .null, "only_in_baseline": .null, "only_in_other": .null, "same": .null,
            "choices": .list(others.map { choice($0, after: chosen) }),
            "next": .text(page.next.map { links.configComparison(chosen, after: $0) }),
        ]
    }

    private static func roots(_ roots: ComparedRoots) -> TemplateValue {
        if roots.baseline.isEmpty, roots.other.isEmpty { return .null }
        return [
            "baseline": .text(roots.baseline.isEmpty ? nil : roots.baseline),
            "other": .text(roots.other.isEmpty ? nil : roots.other),
        ]
    }

    private func choice(_ run: Run, after chosen: [RunID]) -> TemplateValue {
        run.head.context(links).adding([
            "link": .string(links.configComparison(chosen + [run.id])),
            "benchmarks": .list(run.benchmarks.map { .string($0) }),
        ])
    }
}

/// The items of a comparison as its page shows them.
private struct ComparedItems {
    let pair: ConfigComparisonReader.Pair
    let part: ComparedPart
    let links: Links

    private var comparison: ConfigComparison { pair.comparison }

    /// Whether nothing differs.
    var areAllTheSame: Bool {
        ConfigComparison.Status.allCases.allSatisfy { $0 == .same || comparison.count($0) == 0 }
    }

    /// Those of a status; null for none.
    func context(_ status: ConfigComparison.Status) -> TemplateValue {
        let count = comparison.count(status)
        if count == 0 { return .null }
        let range = part.range(of: status, count: count)
        let shown = comparison.items.lazy.filter { $0.status == status }
        let previous = max(0, range.lowerBound - part.list.limit)
        let further = count - range.upperBound
        return [
            "count": .string(ValueFormat.count(count)),
            "items": .list(
                zip(range, shown).map { context($1, anchor: "\(status.rawValue)-\($0 + 1)") }),
            "previous_link": range.lowerBound > 0 ? .string(link(status, from: previous)) : .null,
            "next_link": further > 0 ? .string(link(status, from: range.upperBound)) : .null,
            "further": further > 0 ? .string(ValueFormat.count(further)) : .null,
        ]
    }

    private func link(_ status: ConfigComparison.Status, from place: Int) -> String {
        links.configComparison([pair.baseline.id, pair.other.id], part: (status, place))
    }

    private func context(_ item: ConfigComparison.Item, anchor: String) -> TemplateValue {
        var hunks: [TemplateValue] = []
        var notes: [String] = []
        var reason: String?
        switch item.difference {
        case .lines(let diff):
            hunks = diff.hunks.map(Self.context)
            notes = diff.notes
        case .untold(let sentence): reason = sentence
        case nil: break
        }
        return [
            "path": .string(ShownPath.text(item.path)),
            "anchor": .string(anchor),
            "baseline": item.baseline.map { context($0, in: pair.baseline.id) } ?? .null,
            "other": item.other.map { context($0, in: pair.other.id) } ?? .null,
            "hunks": .list(hunks),
            "notes": .list(notes.map { .string($0) }),
            "no_diff": .text(reason),
        ]
    }

    private func context(_ entry: ConfigListing.Entry, in run: RunID) -> TemplateValue {
        [
            "size": .string(ValueFormat.size(entry.byteCount)),
            "page_link": .string(links.shownEntry(EntryAddress(entry), of: run)),
        ]
    }

    private static func context(_ hunk: TextDiff.Hunk) -> TemplateValue {
        var old = hunk.baselineStart
        var new = hunk.otherStart
        let lines = hunk.lines.map { line -> TemplateValue in
            let isOld = line.operation != .added
            let isNew = line.operation != .removed
            defer {
                old += isOld ? 1 : 0
                new += isNew ? 1 : 0
            }
            return [
                "is_removed": .bool(!isNew), "is_added": .bool(!isOld),
                "baseline_line": isOld ? .string(String(old)) : .null,
                "other_line": isNew ? .string(String(new)) : .null,
                "text": .string(line.text),
            ]
        }
        return [
            "title": .string(
                "@@ -\(hunk.baselineStart),\(hunk.baselineCount) +\(hunk.otherStart),\(hunk.otherCount) @@"),
            "lines": .list(lines),
        ]
    }
}
