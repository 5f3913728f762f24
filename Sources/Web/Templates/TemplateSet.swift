import Store

/// The pages and partials of a template directory, complete and parsed.
struct TemplateSet: Sendable {
    /// The pages that benchd renders.
    enum Page: String, CaseIterable {
        case runs
        case run
        case inbox
        case configFiles = "config-files"
        case configComparison = "compare-config"
        case error
    }

    private static let suffix = ".html"
    private static let largestFile = 1 << 20

    private let pages: [String: Template]
    private let partials: [String: Template]

    /// Reads `pages/` and `partials/` below a directory.
    ///
    /// - Throws: `TemplateError` for the first thing that is missing or wrong.
    init(in directory: Directory) throws(TemplateError) {
        pages = try Self.templates(in: directory, "pages")
        partials = try Self.templates(in: directory, "partials")
        for page in Page.allCases where pages[page.rawValue] == nil {
            let file = directory.path(of: "pages").appending("\(page.rawValue)\(Self.suffix)")
            throw TemplateError(file: "\(file)", line: nil, message: "the page is missing")
        }
        for page in pages.values { try check(page, usedBy: []) }
    }

    /// A page with its context, in UTF-8.
    func render(_ page: Page, _ context: TemplateValue) -> [UInt8] {
        guard let template = pages[page.rawValue] else { return [] }
        return TemplateRenderer.render(template, context, partials: partials)
    }

    private static func templates(
        in directory: Directory, _ folder: FilePath
    ) throws(TemplateError) -> [String: Template] {
        var templates: [String: Template] = [:]
        for file in try files(in: directory, folder) {
            templates[file.stem] = try TemplateParser.parse(file.text, file: "\(file.path)")
        }
        return templates
    }

    private static func files(
        in directory: Directory, _ folder: FilePath
    ) throws(TemplateError) -> [(stem: String, path: FilePath, text: String)] {
        do throws(FileError) {
            let directory = try directory.directory(folder)
            var files: [(String, FilePath, String)] = []
            for name in try directory.names() where !name.isHidden {
                guard let stem = name.removingSuffix(suffix)?.text else { continue }
                let text = String(decoding: try directory.read(name, limit: largestFile), as: UTF8.self)
                files.append((stem, directory.path(of: name), text))
            }
            return files
        } catch {
            throw TemplateError(file: "\(error.path)", line: nil, message: "\(error)")
        }
    }

    /// Every partial must be there, and none may lead back to itself: rendering would not end.
    private func check(_ template: Template, usedBy users: [String]) throws(TemplateError) {
        for (name, line) in template.partials {
            guard let partial = partials[name] else {
                throw TemplateError(
                    file: template.file, line: line, message: "there is no partial \"\(name)\"")
            }
            guard !users.contains(name) else {
                throw TemplateError(
                    file: template.file, line: line, message: "the partial \"\(name)\" includes itself")
            }
            try check(partial, usedBy: users + [name])
        }
    }
}
