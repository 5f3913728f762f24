import Analysis
import HTTP
import Model
import System

/// What the page of a comparison shows, as its address says it; the links of the page change parts of it.
struct ComparisonAddress: Sendable {
    /// All parameters of the page, in the order in which its links have them.
    static let names = [
        "runs", "repeats", "margin", "as_of", "benchmark", "filesystem", "metric", "main", "verdict", "sort",
        "exact", "units", "cell", "series", "start", "zoom", "from", "q", "cursor", "format",
    ]
    /// What a link does not keep: a place in a list, and what asks for one answer.
    private static let passing: Set<String> = ["from", "q", "cursor", "format"]

    /// How the page shows numbers.
    let numbers: NumberLook
    private let links: Links
    private var values: [String: String]

    /// The address of a request, whose empty parameters are none.
    init(_ request: Request, _ links: Links) {
        self.links = links
        let parameters = Parameters(ofPage: request)
        numbers = NumberLook(parameters)
        values = [:]
        for name in Self.names {
            if let value = parameters[name], !value.isEmpty { values[name] = value }
        }
    }

    /// The value of a parameter; nil where there is none.
    subscript(name: String) -> String? { values[name] }

    /// The same page of other sides.
    func of(_ sides: [ComparedItem]) -> ComparisonAddress {
        var address = self
        address.values["runs"] = sides.isEmpty ? nil : sides.map(Self.text).joined(separator: ",")
        return address
    }

    /// A link to the page with some parameters changed; nil takes one away.
    func link(_ changes: KeyValuePairs<String, String?> = [:], at place: String = "") -> String {
        links.address("/compare") + query(changes) + place
    }

    /// A link to the same comparison in the API.
    var apiLink: String {
        let own = Set(ComparisonQuery.names)
        let changes = Self.names.filter { !own.contains($0) }
        return links.address("/api/compare") + query(of: values.filter { !changes.contains($0.key) })
    }

    /// What a form keeps beside its own fields.
    func kept(without names: String...) -> [(name: String, value: String)] {
        Self.names.compactMap { name in
            guard !names.contains(name), !Self.passing.contains(name) else { return nil }
            return values[name].map { (name, $0) }
        }
    }

    private func query(_ changes: KeyValuePairs<String, String?>) -> String {
        var changed = values.filter { !Self.passing.contains($0.key) }
        for (name, value) in changes { changed[name] = value }
        return query(of: changed)
    }

    private func query(of values: [String: String]) -> String {
        Links.query(Self.names.map { name in (name, values[name].map(Self.encoded)) })
    }

    /// Commas and colons stay readable.
    private static func encoded(_ text: String) -> String {
        PercentEncoding.component(text).replacing("%2C", with: ",").replacing("%3A", with: ":")
    }

    /// A side as the parameter `runs` has it.
    private static func text(_ item: ComparedItem) -> String {
        item.run.description + (item.filesystem.map { ":" + PercentEncoding.component($0) } ?? "")
    }
}

extension MetricName {
    /// As the parameter `cell` has it.
    var parameter: String {
        [benchmark, filesystem ?? "", metric].map(PercentEncoding.component).joined(separator: ":")
    }
}
