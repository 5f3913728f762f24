import Foundation
import Testing

@testable import TestSupport
@testable import Web

@Suite struct `Templates while they are served` {
    private func folder(_ files: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "benchd-templates-\(UUID())")
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return folder
    }

    @Test func `templates are reloaded whole, and broken ones are not taken`() throws {
        let pages = Page.allCases.map { ("pages/\($0.rawValue).html", $0 == .runs ? "one" : "") }
        let look = try folder(
            Dictionary(uniqueKeysWithValues: pages + [("partials/a.html", ""), ("assets/a.css", "")]))
        defer { try? FileManager.default.removeItem(at: look) }
        let live = try LiveSite(TestSite(templates: look))
        #expect(try live.request("GET", "/").text == "one")
        try Data("two".utf8).write(to: look.appending(path: "pages/runs.html"))
        #expect(try live.request("GET", "/").text == "one")
        live.web.reloadTemplates()
        #expect(try live.request("GET", "/").text == "two")
        try Data("{{#three}}".utf8).write(to: look.appending(path: "pages/runs.html"))
        live.web.reloadTemplates()
        #expect(try live.request("GET", "/").text == "two")
        #expect(
            live.site.messages.all.contains {
                $0.contains("runs.html:1: the section \"three\" is not closed")
            })
    }

    @Test(arguments: [
        ("pages/runs.html", "{{#groups}}\n{{soruce}}{{/groups}}", "pages/runs.html:2", "soruce"),
        ("partials/footer.html", "{{bsae}}", "partials/footer.html:1", "bsae"),
    ])
    func `a misspelt name keeps the templates that are there, and is logged with its place`(
        file: String, text: String, place: String, name: String
    ) throws {
        let look = FileManager.default.temporaryDirectory.appending(path: "benchd-templates-\(UUID())")
        try FileManager.default.copyItem(at: TestSite.templates, to: look)
        defer { try? FileManager.default.removeItem(at: look) }
        let live = try LiveSite(TestSite(templates: look))
        let before = try live.request("GET", "/").text
        try Data(text.utf8).write(to: look.appending(path: file))
        live.web.reloadTemplates()
        #expect(try live.request("GET", "/").text == before)
        let line = live.site.messages.all.last ?? ""
        #expect(
            line.contains("\(place): the page \"") && line.contains("has no name \"\(name)\" here"), "\(line)"
        )
    }
}
