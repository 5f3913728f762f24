import Foundation
import TestSupport
import Testing

@testable import System
@testable import Templates

/// A name that a page's context never has is a mistake of its template.
@Suite struct TemplateNameTests {
    private static let names = TemplateNames(
        "title", "tags",
        parts: [
            "runs": TemplateNames("link", parts: ["config": TemplateNames("size")]),
            "server": TemplateNames("host"),
        ])

    private func load(_ files: [String: String], _ names: TemplateNames = names) throws -> TemplateSet {
        let folder = FileManager.default.temporaryDirectory.appending(path: "benchd-names-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files.merging(["partials/none.html": ""], uniquingKeysWith: { own, _ in own }) {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try TemplateSet(in: try Directory(FilePath(folder.path)), requiring: ["runs": names])
    }

    @Test(arguments: [
        "{{title}}", "{{#title}}{{title}}{{.}}{{/title}}", "{{#tags}}{{.}}{{title}}{{/tags}}",
        "{{#runs}}{{link}}{{title}}{{/runs}}", "{{#runs}}{{#config}}{{size}}{{link}}{{/config}}{{/runs}}",
        "{{server.host}}", "{{#runs}}{{config.size}}{{/runs}}{{^runs}}{{title}}{{/runs}}", "{{! link }}",
    ])
    func `a name of the context, of a section around it, or of an object is known`(text: String) throws {
        _ = try load(["pages/runs.html": text])
    }

    struct Mistake: CustomTestStringConvertible {
        let text: String
        let line: Int
        let name: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Mistake(text: "a\n{{titel}}", line: 2, name: "titel"),
        Mistake(text: "{{#rnus}}\n\n{{/rnus}}", line: 1, name: "rnus"),
        Mistake(text: "\n{{^rnus}}{{/rnus}}", line: 2, name: "rnus"),
        Mistake(text: "{{link}}", line: 1, name: "link"),
        Mistake(text: "{{#runs}}\n{{/runs}}\n{{link}}", line: 3, name: "link"),
        Mistake(text: "{{^runs}}{{link}}{{/runs}}", line: 1, name: "link"),
        Mistake(text: "{{server.port}}", line: 1, name: "server.port"),
        Mistake(text: "{{#runs}}{{size}}{{/runs}}", line: 1, name: "size"),
        Mistake(text: "{{title.length}}", line: 1, name: "title.length"),
    ])
    func `any other name is refused with file and line`(mistake: Mistake) {
        let error = #expect(throws: TemplateError.self) { try load(["pages/runs.html": mistake.text]) }
        #expect(error?.file.hasSuffix("pages/runs.html") == true)
        #expect(error?.line == mistake.line)
        #expect(error?.message == "the page \"runs\" has no name \"\(mistake.name)\" here")
    }

    @Test func `a partial is read where it stands, and its own file and line are said`() throws {
        let row = "<li>\n{{link}}"
        _ = try load(["pages/runs.html": "{{#runs}}{{> row}}{{/runs}}", "partials/row.html": row])
        let error = #expect(throws: TemplateError.self) {
            try load(["pages/runs.html": "{{> row}}", "partials/row.html": row])
        }
        #expect(error?.file.hasSuffix("partials/row.html") == true)
        #expect(error?.line == 2)
    }

    @Test func `names of two contexts are joined, part by part`() throws {
        let further = TemplateNames("next", parts: ["runs": TemplateNames("source")])
        _ = try load(
            ["pages/runs.html": "{{next}}{{#runs}}{{source}}{{link}}{{/runs}}"], Self.names + further)
    }
}
