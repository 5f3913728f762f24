/// The pages that benchd renders, by the names of their templates.
enum Page: String, CaseIterable {
    case runs
    case run
    case inbox
    case configFiles = "config-files"
    case configComparison = "compare-config"
    case error
}
