import HTTP
import Model
import Templates

/// The page `/compare`.
struct ComparisonPage: Sendable {
    let links: Links

    /// The context of templates/pages/compare.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        ["page_title": "Compare"]
    }
}

extension TemplateNames {
    static let comparisonPage = TemplateNames("page_title")
}
