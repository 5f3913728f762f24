package import System

/// The pages and partials of a template directory, complete and parsed.
package struct TemplateSet: Sendable {
    private static let suffix = ".html"
    private static let largestFile = 1 << 20

    private let pages: [String: Template]
    private let partials: [String: Template]

    /// Reads `pages/` and `partials/` below a directory.
    ///
    /// - Parameters:
    ///   - directory: Where both lie.
    ///   - required: The pages that must be there, with the names of their contexts.
    /// - Throws: `TemplateError` for the first thing that is missing or wrong.
    package init(
        in directory: Directory, requiring required: [String: TemplateNames]
    ) throws(TemplateError) {
        pages = try Self.templates(in: directory, "pages")
        partials = try Self.templates(in: directory, "partials")
        for page in pages.values { try check(page, usedBy: []) }
        for (page, names) in required.sorted(by: { $0.key < $1.key }) {
            guard let template = pages[page] else {
                let file = directory.path(of: "pages").appending("\(page)\(Self.suffix)")
                throw TemplateError(file: "\(file)", line: nil, message: "the page is missing")
            }
            try NameCheck(page: page, partials: partials).check(template, [names])
        }
    }

    /// A page with its context, in UTF-8; nothing where there is no such page.
    package func render(_ page: String, _ context: TemplateValue) -> [UInt8] {
        guard let template = pages[page] else { return [] }
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
            throw TemplateError(file: "\(error.path)", line: nil, message: error.cause)
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
