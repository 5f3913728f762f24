import Templates

/// The pages that benchd renders, by the names of their templates.
enum Page: String, CaseIterable {
    case runs
    case run
    case citable
    case inbox
    case alerts
    case configFiles = "config-files"
    case configComparison = "compare-config"
    case comparison = "compare"
    case trends
    case upload
    case api
    case login
    case error

    /// The names that its template may use: those of its context, and those of every page.
    var names: TemplateNames {
        let own: TemplateNames =
            switch self {
            case .runs: .runsPage
            case .run: .runPage
            case .citable: .citablePage
            case .inbox: .inboxPage
            case .alerts: .alertsPage
            case .configFiles: .configFilesPage
            case .configComparison: .configComparisonPage
            case .comparison: .comparisonPage
            case .trends: .trendsPage
            case .upload: .uploadPage
            case .api: .apiPage
            case .login: .loginPage
            case .error: .errorPage
            }
        return own + .everyPage
    }
}
