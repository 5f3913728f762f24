import Model
import System
import Templates

/// How pages look: what is reloaded together.
struct Look: Sendable {
    let assets: Assets
    private let templates: TemplateSet
    private let links: Links
    private let isClosed: Bool

    /// Reads a template directory; in a closed installation pages have a way to log out.
    ///
    /// - Throws: `WebError.templates` for the first thing that is missing or wrong.
    init(in path: FilePath, _ links: Links, isClosed: Bool = false) throws(WebError) {
        do {
            let directory = try Directory(path)
            let pages = Dictionary(uniqueKeysWithValues: Page.allCases.map { ($0.rawValue, $0.names) })
            templates = try TemplateSet(in: directory, requiring: pages)
            assets = try Assets(in: directory)
        } catch {
            throw .templates("\(error)")
        }
        self.links = links
        self.isClosed = isClosed
    }

    /// A page with its context, in UTF-8.
    func render(_ page: Page, _ context: TemplateValue) -> [UInt8] {
        templates.render(
            page.rawValue,
            context.adding([
                "base": .string(links.base),
                "assets": .string(links.address("/assets/\(assets.version)")), "is_closed": .bool(isClosed),
                "on_runs": .bool(page == .runs), "on_comparison": .bool(page == .comparison),
                "on_trends": .bool(page == .trends), "on_upload": .bool(page == .upload),
                "on_inbox": .bool(page == .inbox), "on_alerts": .bool(page == .alerts),
                "on_api": .bool(page == .api),
            ]))
    }
}
