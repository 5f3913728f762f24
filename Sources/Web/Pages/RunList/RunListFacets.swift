import Model
import Templates

/// The filters of the list that name something, each with its names and how many runs have them.
struct RunListFacets {
    let address: RunListAddress
    let facets: RunFacets
    /// For each field that is filtered by, its names among the runs that all other filters leave.
    let alternatives: [RunFacets.Field: RunFacets]

    /// So many names of a field are offered, those with the most runs; a search finds the others.
    private static let nameLimit = 40

    static func title(_ field: RunFacets.Field) -> String {
        switch field {
        // A rig that has runs with and without a source is one name here; the list offers sources.
        case .source, .rig: "Rig"
        case .benchmark: "Benchmark"
        case .filesystem: "Filesystem"
        case .family: "Family"
        case .driver: "Driver"
        case .label: "Label"
        }
    }

    /// `facets` in templates/pages/runs.html; a field without any name is left out.
    var context: TemplateValue {
        .list(RunFacets.Field.allCases.filter { $0 != .rig }.compactMap { context(of: $0) })
    }

    private func context(of field: RunFacets.Field) -> TemplateValue? {
        let active = address.state.texts[field.rawValue]
        let shown = alternatives[field] ?? facets
        let counts = shown[field]
        if counts.isEmpty, active == nil { return nil }
        let most = counts.first?.runs ?? 0
        let omitted = counts.count - min(counts.count, Self.nameLimit) + (shown.omittedCounts[field] ?? 0)
        return [
            "field": .string(field.rawValue), "title": .string(Self.title(field)), "active": .text(active),
            "without_link": .string(address.with(field.rawValue, nil)),
            "omitted": omitted > 0 ? .string(ValueFormat.count(omitted)) : .null,
            "names": .list(
                counts.prefix(Self.nameLimit).map { count in
                    let isActive = count.name == active
                    return [
                        "name": .string(count.name), "count": .string(ValueFormat.count(count.runs)),
                        "is_active": .bool(isActive),
                        "link": .string(address.with(field.rawValue, isActive ? nil : count.name)),
                        // In percent of the largest.
                        "share": .string(String(most > 0 ? count.runs * 100 / most : 0)),
                    ]
                }),
        ]
    }
}

/// The filters of an address as chips, each with a way to remove it.
struct RunListChips {
    let address: RunListAddress

    private static let titles = [
        "q": "words", "has_config": "config", "since": "from", "until": "before",
    ]

    /// `chips` in templates/pages/runs.html.
    var context: TemplateValue {
        let state = address.state
        return .list(
            RunQuery.filterNames.compactMap { name in
                guard let text = state.texts[name], state.faults[name] == nil else { return nil }
                let field = RunFacets.Field(rawValue: name)
                let title = field.map { RunListFacets.title($0).lowercased() } ?? Self.titles[name] ?? name
                let shown = name == "has_config" ? (text == "true" ? "with" : "without") : text
                return [
                    "title": .string(title), "value": .string(shown),
                    "link": .string(address.with(name, nil)),
                ]
            })
    }
}
