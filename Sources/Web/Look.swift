import System
import Templates

/// How pages look: what is reloaded together.
struct Look: Sendable {
    let templates: TemplateSet
    let assets: Assets

    /// Reads a template directory.
    ///
    /// - Throws: `WebError.templates` for the first thing that is missing or wrong.
    init(in path: FilePath) throws(WebError) {
        do {
            let directory = try Directory(path)
            templates = try TemplateSet(in: directory, requiring: Page.allCases.map(\.rawValue))
            assets = try Assets(in: directory)
        } catch {
            throw .templates("\(error)")
        }
    }
}
