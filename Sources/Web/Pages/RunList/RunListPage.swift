import HTTP
import Model
import System
import Templates

/// The list of runs, `/`.
struct RunListPage: Sendable {
    let runs: RunReader
    let links: Links
    let gate: Gate
    let inbox: FilePath
    /// Where a client that says no Host has come to.
    let address: ListenAddress

    /// The comparison that the form of the page asks for without a script; nil where it asks for none, or none is possible.
    func comparison(_ request: Request) throws(Problem) -> String? {
        let state = RunListState(request)
        guard state.wantsComparison else { return nil }
        return try RunListSelection(state, runs).compared.map { RunListAddress.comparison($0, links) }
    }

    /// The context of templates/pages/runs.html.
    func context(_ request: Request, _ caller: Caller, at now: Timestamp = .now()) throws(Problem)
        -> TemplateValue
    {
        let state = RunListState(request)
        let address = RunListAddress(links: links, state: state)
        let page = try page(state)
        let selection = try RunListSelection(state, runs)
        return [
            "page_title": "Runs",
            "server": server(caller),
            "is_top": .bool(state.isTop),
            "is_filtered": .bool(!state.texts.filter { $0.key != "sort" }.isEmpty),
            "has_runs": .bool(page.total > 0),
            "range": range(page),
            "total": .string(ValueFormat.count(page.total)),
            "indexing": Self.indexing(page.indexing),
            "old_latest": .text(runs.oldLatest?.description),
            "place_problem": .text(state.faults["cursor"] ?? state.faults["before"]),
            "fields": fields(state, address),
            "facets": try facets(state, address, page.facets ?? RunFacets()),
            "chips": RunListChips(address: address).context,
            "clear_link": .string(address.withoutFilters),
            "groups": try groups(page.runs, state, selected: Set(selection.runs.map(\.id)), now),
            "pages": pages(page, state, address),
            "selection": selection.context(address, asked: state.wantsComparison),
            "selection_hidden": address.hidden(besides: ["selected"]),
        ]
    }

    /// The page of an address; one that ends before a cursor and has too few runs is the first.
    private func page(_ state: RunListState) throws(Problem) -> RunPage {
        var query = state.query
        query.wantsFacets = true
        let page = try runs.runs(query)
        guard query.endsBeforeCursor, page.skipped == 0 else { return page }
        (query.cursor, query.endsBeforeCursor) = (nil, false)
        return try runs.runs(query)
    }

    /// How far the catalog is while it is made; null while it has all runs.
    static func indexing(_ progress: IndexingProgress?) -> TemplateValue {
        guard let progress else { return .null }
        return [
            "done": .string(ValueFormat.count(progress.done)),
            "total": .string(ValueFormat.count(progress.total)), "takes_drops": .bool(progress.takesDrops),
            "is_shared": .bool(progress.isShared),
        ]
    }

    private func range(_ page: RunPage) -> TemplateValue {
        guard !page.runs.isEmpty else { return .null }
        let first = page.skipped + 1
        let last = page.skipped + page.runs.count
        let shown =
            first == last
            ? ValueFormat.count(first) : "\(ValueFormat.count(first)) to \(ValueFormat.count(last))"
        return .string("\(shown) of \(ValueFormat.count(page.total))")
    }

    private func facets(
        _ state: RunListState, _ address: RunListAddress, _ facets: RunFacets
    ) throws(Problem) -> TemplateValue {
        var alternatives: [RunFacets.Field: RunFacets] = [:]
        for field in RunFacets.Field.allCases where state.texts[field.rawValue] != nil {
            var query = state.query
            query.forget(field)
            (query.cursor, query.endsBeforeCursor, query.limit, query.wantsFacets) = (nil, false, 1, true)
            alternatives[field] = try runs.runs(query).facets
        }
        return RunListFacets(address: address, facets: facets, alternatives: alternatives).context
    }

    // MARK: Rows

    private func groups(
        _ page: [Run], _ state: RunListState, selected: Set<RunID>, _ now: Timestamp
    ) throws(Problem) -> TemplateValue {
        let changes = try RunListChanges(of: page, runs).changes
        let isByDay = [.newest, .oldest].contains(state.query.order)
        var groups: [(heading: String?, rows: [TemplateValue])] = []
        for run in page {
            let row = RunListRow(
                run: run, change: changes[run.id], isSelected: selected.contains(run.id), isBelowDay: isByDay,
                now: now, links: links)
            let heading = heading(of: run, state.query.order)
            if let last = groups.indices.last, groups[last].heading == heading {
                groups[last].rows.append(row.context)
            } else {
                groups.append((heading, [row.context]))
            }
        }
        return .list(groups.map { ["heading": .text($0.heading), "runs": .list($0.rows)] })
    }

    private func heading(of run: Run, _ order: RunOrder) -> String? {
        switch order {
        case .newest, .oldest: RunListTimes.day(run.filed)
        case .source: run.source ?? "no source"
        case .bytes: nil
        }
    }

    private func pages(_ page: RunPage, _ state: RunListState, _ address: RunListAddress) -> TemplateValue {
        let order = state.query.order
        let before = page.skipped > 0 ? page.runs.first.map { RunCursor(of: $0, in: order) } : nil
        return [
            "first_link": page.skipped > 0 ? .string(address.page("cursor", nil)) : .null,
            "before_link": before.map { .string(address.page("before", $0)) } ?? .null,
            "next_link": page.next.map { .string(address.page("cursor", $0)) } ?? .null,
            "first_text": order == .newest ? "Newest" : order == .oldest ? "Oldest" : "First",
            "before_text": order == .newest ? "Newer" : order == .oldest ? "Older" : "Before",
            "next_text": order == .newest ? "Older" : order == .oldest ? "Newer" : "Next",
        ]
    }

    // MARK: The form

    private static let fieldNames = ["q", "has_config", "since", "until", "sort"]

    private func fields(_ state: RunListState, _ address: RunListAddress) -> TemplateValue {
        let text = { (name: String) -> TemplateValue in
            ["text": .text(state.texts[name]), "problem": .text(state.faults[name])]
        }
        let time = { (name: String) -> TemplateValue in
            // A field for dates shows no other time.
            let isDate =
                state.texts[name].map { $0.utf8.count == 10 && state.faults[name] == nil && !$0.isAllDigits }
                ?? true
            return text(name).adding(["type": isDate ? "date" : "text"])
        }
        return [
            "q": text("q"), "since": time("since"), "until": time("until"),
            "has_config": text("has_config").adding(["choices": choices("has_config", state, Self.configs)]),
            "sort": text("sort").adding(["choices": choices("sort", state, Self.orders)]),
            "hidden": address.hidden(besides: Self.fieldNames),
        ]
    }

    private static let configs = [("", "any"), ("true", "with"), ("false", "without")]
    private static let orders = [
        ("", "newest first"), ("filed", "oldest first"), ("source", "by rig"), ("bytes", "largest first"),
    ]

    private func choices(
        _ name: String, _ state: RunListState, _ known: [(value: String, text: String)]
    ) -> TemplateValue {
        let chosen = state.faults[name] == nil ? state.texts[name] ?? "" : ""
        return .list(
            known.map {
                [
                    "value": .string($0.value), "text": .string($0.text),
                    "is_chosen": .bool($0.value == chosen),
                ]
            })
    }

    /// How a caller sends runs here, for templates/partials/send-a-run.html.
    func server(_ caller: Caller) -> TemplateValue {
        let policy = gate.uploadPolicy()
        let isOpen = policy.way(for: caller) == .open
        return [
            "inbox": .string(ShellWord.quoting(inbox)),
            "host": .string(caller.host?.name ?? address.host),
            "base_url": .string(caller.origin(else: address) + links.base),
            "uploads_open": .bool(isOpen || policy.hasTokens),
            "token_needed": .bool(!isOpen),
        ]
    }
}

extension RunQuery {
    /// Leaves no run out because of a field any more.
    fileprivate mutating func forget(_ field: RunFacets.Field) {
        switch field {
        case .source: source = nil
        case .rig: rig = nil
        case .benchmark: benchmark = nil
        case .filesystem: filesystem = nil
        case .family: family = nil
        case .driver: driver = nil
        case .label: label = nil
        }
    }
}
