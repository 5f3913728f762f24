import Templates

/// The pages that benchd renders, by the names of their templates.
enum Page: String, CaseIterable {
    case runs
    case run
    case inbox
    case configFiles = "config-files"
    case configComparison = "compare-config"
    case error
}

extension TemplateSet {
    /// A page with its context, in UTF-8.
    func render(_ page: Page, _ context: TemplateValue) -> [UInt8] { render(page.rawValue, context) }
}
