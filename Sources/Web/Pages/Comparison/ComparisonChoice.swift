import Analysis
import HTTP
import Model
import Templates

/// The choice of a run to add to a comparison, by search.
struct ComparisonChoice {
    let runs: RunReader
    let links: Links
    let address: ComparisonAddress
    /// What is compared already.
    let items: [ComparedItem]

    private static let limit = 20
    private static let filesystemLimit = 60
    private static let nameLimit = 12

    /// The context of the choice.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        var query = RunQuery()
        query.words = address["q"]
        query.limit = Self.limit
        try query.begin(after: try Parameters(ofPage: request).next("cursor") { RunCursor($0) })
        let page = try runs.runs(query)
        let whole = Set(items.filter { $0.filesystem == nil }.map(\.run))
        let others = page.runs.filter { !whole.contains($0.id) }
        return [
            "words": .string(address["q"] ?? ""), "is_searched": .bool(address["q"] != nil),
            "kept": .list(address.kept().map { ["name": .string($0.name), "value": .string($0.value)] }),
            "total": .string(ValueFormat.count(page.total, "run", "runs")),
            "is_full": .bool(items.count >= ComparisonQuestion.sideCounts.upperBound),
            "runs": .list(others.map(context)),
            "next_link": .text(
                page.next.map { address.link(["q": address["q"], "cursor": $0.description]) }),
            "without_link": .string(address.link()),
        ]
    }

    private func context(_ run: Run) -> TemplateValue {
        let further = run.benchmarkCount - Self.nameLimit
        return run.head.context(links).adding([
            "label": .text(run.mark.label), "is_excluded": .bool(run.mark.exclusion != nil),
            "add_link": .string(address.of(items + [added(run)]).link()),
            "benchmarks": .list(run.benchmarks.prefix(Self.nameLimit).map { .string($0) }),
            "further": further > 0 ? .string(ValueFormat.count(further)) : .null,
            "filesystems": .string(ValueFormat.count(run.filesystemCount, "filesystem", "filesystems")),
        ])
    }

    /// The run, or its filesystem of the name that all sides have.
    private func added(_ run: Run) -> ComparedItem {
        let names = Set(items.map(\.filesystem))
        guard names.count == 1, let name = names.first ?? nil, run.filesystems.contains(name) else {
            return ComparedItem(run: run.id)
        }
        return ComparedItem(run: run.id, filesystem: name)
    }

    /// The one side that is there, with its filesystems as sides of their own; null without one.
    func only() throws(Problem) -> TemplateValue {
        guard items.count == 1, let item = items.first else { return .null }
        var query = RunQuery()
        query.ids = [item.run]
        guard let run = try runs.runs(query).runs.first else { return .null }
        let names = run.filesystems.prefix(Self.filesystemLimit)
        let most = ComparisonQuestion.sideCounts.upperBound
        return run.head.context(links).adding([
            "label": .text(run.mark.label), "is_excluded": .bool(run.mark.exclusion != nil),
            "look": item.filesystem.map(ComparisonSides.look) ?? .null,
            "filesystems": .list(
                run.filesystemCount < 2
                    ? []
                    : names.filter { $0 != item.filesystem }.map { name in
                        let others = item.filesystem.map { [$0] } ?? names.filter { $0 != name }
                        let first = item.filesystem.map { [$0, name] } ?? [name] + others
                        let sides = first.prefix(most).map { ComparedItem(run: run.id, filesystem: $0) }
                        return ComparisonSides.look(name).adding([
                            "link": .string(address.of(Array(sides)).link())
                        ])
                    }),
            "others_link": .string(links.address("/compare")),
        ])
    }
}
