import HTTP
import Model
import Templates

/// The page `/api`.
struct APIPage: Sendable {
    let links: Links

    /// The context of templates/pages/api.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        ["page_title": "API"]
    }
}

extension TemplateNames {
    static let apiPage = TemplateNames("page_title")
}
