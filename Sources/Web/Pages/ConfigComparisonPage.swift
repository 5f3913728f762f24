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

    /// The context of templates/pages/compare-config.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        let references = try ConfigComparisonReader.references(request)
        guard references.count == 2 else { return try choice(references.first, request) }
        let limit = request.query("status") == nil ? Self.overviewLimit : Self.partLimit
        // Its script keeps in `view` how lines are shown.
        let part = try ComparedPart(request, limit: limit, others: ["view"])
        let pair = try ConfigComparisonReader(runs: runs).pair(
            references[0], references[1], part: part, limits: Self.limits)
        return Self.context(pair, part)
    }

    private static func context(_ pair: ConfigComparisonReader.Pair, _ part: ComparedPart) -> TemplateValue {
        let items = ComparedItems(pair: pair, part: part)
        return [
            "page_title": .string("Config of \(name(pair.other)) against \(name(pair.baseline))"),
            "is_choice": false,
            "baseline": run(pair.baseline),
            "other": run(pair.other),
            "is_one_run": .bool(pair.baseline.id == pair.other.id),
            "is_equal": .bool(items.areAllTheSame),
            "has_configs": .bool(pair.baseline.receipt.config != nil && pair.other.receipt.config != nil),
            "swap_link": .string(link([pair.other.id, pair.baseline.id])),
            "api_link": .string("/api" + link([pair.baseline.id, pair.other.id])),
            "roots": roots(pair.comparison.roots),
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
        query.cursor = try request.query("cursor").map { (text) throws(Problem) in try RunListAPI.cursor(text)
        }
        let page = try runs.runs(query)
        let others = page.runs.filter { $0.config != nil && $0.id != baseline?.id }
        let chosen = [baseline?.id].compactMap { $0 }
        return [
            "page_title": .string(
                baseline.map { "Compare the config of \(Self.name($0))" } ?? "Compare configs"),
            "is_choice": true,
            "baseline": baseline.map(Self.run) ?? .null,
            "other": .null,
            "is_one_run": false, "is_equal": false, "has_configs": false,
            "swap_link": .null, "api_link": .null, "roots": .null,
            "changed": .null, "only_in_baseline": .null, "only_in_other": .null, "same": .null,
            "choices": .list(others.map { Self.choice($0, after: chosen) }),
            "next": .text(page.next.map { Self.link(chosen, cursor: $0) }),
        ]
    }

    private static func roots(_ roots: ComparedRoots) -> TemplateValue {
        if roots.baseline.isEmpty, roots.other.isEmpty { return .null }
        return [
            "baseline": .text(roots.baseline.isEmpty ? nil : roots.baseline),
            "other": .text(roots.other.isEmpty ? nil : roots.other),
        ]
    }

    private static func name(_ run: FiledRun) -> String {
        [run.receipt.source, run.receipt.filed.pageText].compactMap { $0 }.joined(separator: ", ")
    }

    private static func run(_ run: FiledRun) -> TemplateValue {
        [
            "uuid": .string(run.id.description),
            "link": .string(run.link),
            "source": .text(run.receipt.source),
            "filed": .string(run.receipt.filed.description),
            "filed_text": .string(run.receipt.filed.pageText),
            "config_link": run.receipt.config == nil ? .null : .string("/api\(run.link)/config"),
        ]
    }

    private static func choice(_ run: Run, after chosen: [RunID]) -> TemplateValue {
        [
            "link": .string(link(chosen + [run.id])),
            "source": .text(run.source),
            "filed": .string(run.filed.description),
            "filed_text": .string(run.filed.pageText),
            "benchmarks": .list(run.benchmarks.map { .string($0) }),
        ]
    }

    /// Where runs are compared; `part` is a status and where among its items the page begins.
    static func link(
        _ runs: [RunID], cursor: RunCursor? = nil, part: (status: ConfigComparison.Status, from: Int)? = nil
    ) -> String {
        let items =
            (runs.isEmpty ? [] : ["runs=" + runs.map(\.description).joined(separator: ",")])
            + (cursor.map { ["cursor=\($0)"] } ?? [])
            + (part.map { ["status=\($0.status.rawValue)", "from=\($0.from)"] } ?? [])
        return "/compare/config" + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }
}

/// The items of a comparison as its page shows them.
private struct ComparedItems {
    let pair: ConfigComparisonReader.Pair
    let part: ComparedPart

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
        ConfigComparisonPage.link([pair.baseline.id, pair.other.id], part: (status, place))
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
            "baseline": item.baseline.map { Self.context($0, in: pair.baseline.id) } ?? .null,
            "other": item.other.map { Self.context($0, in: pair.other.id) } ?? .null,
            "hunks": .list(hunks),
            "notes": .list(notes.map { .string($0) }),
            "no_diff": .text(reason),
        ]
    }

    private static func context(_ entry: ConfigListing.Entry, in run: RunID) -> TemplateValue {
        [
            "size": .string(ValueFormat.size(entry.byteCount)),
            "page_link": .string(EntryAddress(entry).pageLink(in: run)),
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
