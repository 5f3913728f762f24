import HTTP
import Model
import System
import Templates

/// Addresses of the list that keep what another one asks for.
struct RunListAddress: Sendable {
    let links: Links
    let state: RunListState

    /// The list with a filter, or without it; it begins at its first page.
    func with(_ name: String, _ value: String?) -> String {
        var texts = state.texts
        texts[name] = value
        return address(filters(texts) + selection)
    }

    /// The list without any filter; its order stays.
    var withoutFilters: String { address(filters(state.texts.filter { $0.key == "sort" }) + selection) }

    /// The page after a place, or, of `before`, the one that ends there; without a place the first.
    func page(_ name: String = "cursor", _ cursor: RunCursor?) -> String {
        address(filters(state.texts) + (cursor.map { [(name, $0.description)] } ?? []) + selection)
    }

    /// The same page with nothing selected.
    var withoutSelection: String {
        let name = state.query.endsBeforeCursor ? "before" : "cursor"
        return address(filters(state.texts) + (state.query.cursor.map { [(name, $0.description)] } ?? []))
    }

    /// The comparison of runs, the baseline first.
    static func comparison(_ runs: [RunID], _ links: Links) -> String {
        links.address("/compare", [("runs", runs.map(\.description).joined(separator: ","))])
    }

    /// What a form must send besides its own fields, `names`, to keep the rest.
    func hidden(besides names: [String]) -> TemplateValue {
        let kept = filters(state.texts.filter { !names.contains($0.key) })
        let items = names.contains("selected") ? kept : kept + selection
        return .list(items.map { ["name": .string($0.0), "value": .string($0.1)] })
    }

    private func filters(_ texts: [String: String]) -> [(String, String)] {
        RunListState.listNames.compactMap { name in texts[name].map { (name, $0) } }
    }

    private var selection: [(String, String)] {
        state.selected.map { ("selected", $0.description) }
            + (state.baseline.map { [("baseline", $0.description)] } ?? [])
    }

    private func address(_ items: [(String, String)]) -> String {
        links.address("/", items.map { ($0.0, PercentEncoding.component($0.1)) })
    }
}
