import HTTP
import Model
import Templates

/// The page `/trends`.
struct TrendsPage: Sendable {
    let links: Links

    /// The context of templates/pages/trends.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        ["page_title": "Trends"]
    }
}

extension TemplateNames {
    static let trendsPage = TemplateNames("page_title")
}
