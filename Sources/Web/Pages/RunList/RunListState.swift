import HTTP
import JSON
import Model

/// What an address of the list asks for, as far as it can be read: a page shows what is wrong at the field, and the list without it.
struct RunListState: Sendable {
    /// The parameters that leave runs out or order them, with what the address has; none is empty.
    let texts: [String: String]
    /// What is wrong with a parameter, in one sentence.
    private(set) var faults: [String: String] = [:]
    private(set) var query = RunQuery()
    /// In the order of the address, each once.
    let selected: [RunID]
    /// The run that the others are compared with; nil for the oldest.
    let baseline: RunID?
    /// Whether the form asks for the comparison of the selected runs.
    let wantsComparison: Bool

    /// The parameters of a list in addresses, in this order.
    static let listNames = RunQuery.filterNames + ["sort"]
    /// More selected runs are not remembered: no comparison takes so many.
    static let selectionLimit = 20
    private static let pageLimit = 50

    /// Reads an address.
    init(_ request: Request) {
        let items = request.decodedTarget?.query ?? []
        var texts: [String: String] = [:]
        for item in items where Self.listNames.contains(item.name) && !item.value.isEmpty {
            if texts[item.name] == nil { texts[item.name] = item.value }
        }
        self.texts = texts
        var selected: [RunID] = []
        for item in items where item.name == "selected" && selected.count < Self.selectionLimit {
            if let id = RunID(item.value), !selected.contains(id) { selected.append(id) }
        }
        self.selected = selected
        baseline = request.query("baseline").flatMap { RunID($0) }.flatMap {
            selected.contains($0) ? $0 : nil
        }
        wantsComparison = request.query("compare") != nil
        read(Parameters(ofPage: request))
    }

    private mutating func read(_ parameters: Parameters) {
        let parameters = parameters.dropping(emptyOf: Self.listNames + ["cursor", "before"])
        query = readFilters(parameters)
        for (name, isEnd) in [("cursor", false), ("before", true)] where query.cursor == nil {
            do throws(Problem) {
                try query.begin(after: try parameters.next(name) { RunCursor($0) })
                query.endsBeforeCursor = isEnd && query.cursor != nil
            } catch {
                faults[name] = error.detail
            }
        }
    }

    /// What can be read: a filter that cannot is noted and passed over.
    private mutating func readFilters(_ parameters: Parameters) -> RunQuery {
        var rest = parameters
        for _ in Self.listNames {
            do throws(Problem) {
                return try RunQuery(rest, limit: Self.pageLimit, most: Self.pageLimit)
            } catch {
                guard let name = error.members.first(where: { $0.key == "parameter" })?.value.string else {
                    break
                }
                faults[name] = error.detail
                rest = rest.without(name)
            }
        }
        return RunQuery()
    }

    /// Whether it asks for the newest runs first, from the first: where new runs appear.
    var isTop: Bool { query.cursor == nil && query.order == .newest }
}
