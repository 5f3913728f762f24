/// Looks whether a page's template, and the partials it includes, use only names that the page's context has.
struct NameCheck {
    /// The page's name, for messages.
    let page: String
    let partials: [String: Template]

    /// Checks a template where the names of `scopes` are known, those of the innermost section last.
    ///
    /// - Throws: `TemplateError` for the first unknown name, with its line.
    func check(_ template: Template, _ scopes: [TemplateNames]) throws(TemplateError) {
        try check(template.nodes, of: template.file, scopes)
    }

    private func check(
        _ nodes: [Template.Node], of file: String, _ scopes: [TemplateNames]
    ) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text: break
            case .value(let path, let line): _ = try names(at: path, file, line, scopes)
            case .section(let path, let isInverted, let line, let content):
                let inner = try names(at: path, file, line, scopes)
                try check(content, of: file, isInverted ? scopes : scopes + [inner])
            case .partial(let name, line: _):
                if let partial = partials[name] { try check(partial, scopes) }
            }
        }
    }

    /// The names inside of what a name means here, as the renderer looks it up.
    private func names(
        at path: [String], _ file: String, _ line: Int, _ scopes: [TemplateNames]
    ) throws(TemplateError) -> TemplateNames {
        guard let first = path.first else { return TemplateNames() }
        let found = scopes.last { $0.members[first] != nil }?.members[first]
        let names = path.dropFirst().reduce(found) { names, name in names?.members[name] }
        guard let names else {
            throw TemplateError(
                file: file, line: line,
                message: "the page \"\(page)\" has no name \"\(path.joined(separator: "."))\" here")
        }
        return names
    }
}
