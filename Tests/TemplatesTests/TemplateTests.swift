import Foundation
import Testing

@testable import System
@testable import Templates

/// The Mustache subset that pages are written in.
@Suite struct TemplateTests {
    private func render(_ text: String, _ context: TemplateValue, partials: [String: String] = [:]) throws
        -> String
    {
        let partials = try partials.map { ($0, try TemplateParser.parse($1, file: $0)) }
        let template = try TemplateParser.parse(text, file: "page.html")
        let bytes = TemplateRenderer.render(
            template, context, partials: Dictionary(uniqueKeysWithValues: partials))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `every value is escaped`() throws {
        let text = try render("<p title='{{v}}'>{{v}}</p>", ["v": "<b>\"x\" & 'y'</b>"])
        #expect(
            text == "<p title='&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;'>"
                + "&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;</p>")
    }

    @Test func `sections follow truth, lists and objects`() throws {
        let text = "{{#s}}[{{a}}]{{/s}}{{^s}}none{{/s}}"
        #expect(try render(text, ["s": true, "a": "1"]) == "[1]")
        #expect(
            try render(text, ["s": .list([["a": "1"], ["a": "2"], ["b": "3"]]), "a": "outer"])
                == "[1][2][outer]")
        #expect(try render(text, ["s": ["a": "1"]]) == "[1]")
        #expect(try render(text, ["s": "text", "a": "1"]) == "[1]")
        for falsy: TemplateValue in [false, nil, "", .list([])] {
            #expect(try render(text, ["s": falsy]) == "none")
        }
        #expect(try render(text, [:]) == "none")
    }

    @Test func `names are looked up outwards, and null hides an outer value`() throws {
        #expect(try render("{{#o}}{{a}}{{b}}{{/o}}", ["a": "1", "b": "2", "o": ["a": nil]]) == "2")
        #expect(try render("{{o.p.a}}{{o.x.a}}", ["o": ["p": ["a": "1"]], "x": ["a": "2"]]) == "1")
        #expect(try render("{{#l}}{{.}},{{/l}}", ["l": .list(["a", "b"])]) == "a,b,")
    }

    @Test func `partials have the context of where they stand`() throws {
        let text = try render(
            "{{#l}}{{> row}}{{/l}}", ["l": .list([["a": "1"], ["a": "2"]])], partials: ["row": "({{a}})"])
        #expect(text == "(1)(2)")
    }

    @Test func `comments vanish, even over lines and with quotes and braces`() throws {
        #expect(try render("a{{! {\"x\": [{}] }\n}\n}}b", [:]) == "ab")
    }

    @Test(arguments: [
        ("a\n{{#s}}", 2, "the section \"s\" is not closed"),
        ("{{/s}}", 1, "\"{{/s}}\" closes no open section"),
        ("{{#a}}\n{{#b}}\n{{/a}}{{/b}}", 3, "\"{{/a}}\" closes no open section"),
        ("\n\n{{a", 3, "\"{{\" without \"}}\""),
        ("{{{a}}}", 1, "the tag \"{{{a}}\" is not supported"),
        ("{{&a}}", 1, "the tag \"{{&a}}\" is not supported"),
        ("{{}}", 1, "\"{{}}\" has no name"), ("{{! a\nb }}\n{{a b}}", 3, "\"{{a b}}\" has no name"),
    ])
    func `a mistake is reported with its line`(text: String, line: Int, message: String) {
        let error = #expect(throws: TemplateError.self) { try TemplateParser.parse(text, file: "x.html") }
        #expect(error == TemplateError(file: "x.html", line: line, message: message))
    }

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

    @Test(arguments: [
        (
            [
                "pages/runs.html": "", "pages/run.html": "", "pages/inbox.html": "",
                "pages/compare-config.html": "", "pages/config-files.html": "", "partials/a.html": "",
            ],
            "pages/error.html: the page is missing"
        ),
        (
            [
                "pages/runs.html": "\n{{> b}}", "pages/run.html": "", "pages/inbox.html": "",
                "pages/compare-config.html": "", "pages/config-files.html": "",
                "pages/error.html": "",
                "partials/a.html": "",
            ],
            "pages/runs.html:2: there is no partial \"b\""
        ),
        (
            [
                "pages/runs.html": "{{> a}}", "pages/run.html": "", "pages/inbox.html": "",
                "pages/compare-config.html": "", "pages/config-files.html": "",
                "pages/error.html": "",
                "partials/a.html": "{{> a}}",
            ],
            "partials/a.html:1: the partial \"a\" includes itself"
        ),
        (
            [
                "pages/runs.html": "{{> a}}", "pages/run.html": "", "pages/inbox.html": "",
                "pages/compare-config.html": "", "pages/config-files.html": "",
                "pages/error.html": "",
            ], "partials: open"
        ),
    ])
    func `a set that is not complete is refused`(files: [String: String], message: String) throws {
        let folder = try folder(files)
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = #expect(throws: TemplateError.self) {
            try TemplateSet(
                in: try Directory(FilePath(folder.path)),
                requiring: Dictionary(
                    uniqueKeysWithValues: [
                        "runs", "run", "inbox", "config-files", "compare-config", "error",
                    ].map { ($0, TemplateNames()) }))
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
