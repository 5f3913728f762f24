import HTTP
import Model
import Templates

/// The page `/upload`.
struct UploadPage: Sendable {
    let links: Links

    /// The context of templates/pages/upload.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        ["page_title": "Upload"]
    }
}

extension TemplateNames {
    static let uploadPage = TemplateNames("page_title")
}
