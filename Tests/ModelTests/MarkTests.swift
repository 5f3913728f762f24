import JSON
import Testing

@testable import Model

@Suite struct `What people say of a run` {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: MarkText
        let given: String
        let kept: String?

        var testDescription: String { "\(text.rawValue) \(given.prefix(20))" }
    }

    @Test(arguments: [
        Case(text: .label, given: "night 3", kept: "night 3"),
        Case(text: .label, given: "  night 3\n", kept: "night 3"),
        Case(text: .label, given: " \r\n\t ", kept: nil),
        Case(text: .label, given: "", kept: nil),
        Case(text: .label, given: "<b>\"fast\"</b> & so on", kept: "<b>\"fast\"</b> & so on"),
        Case(text: .label, given: "ليلة 3", kept: "ليلة 3"),
        Case(text: .label, given: String(repeating: "ä", count: 50), kept: String(repeating: "ä", count: 50)),
        Case(text: .note, given: "one\r\ntwo\n\tthree", kept: "one\ntwo\n\tthree"),
        Case(
            text: .note, given: String(repeating: "n", count: 4096), kept: String(repeating: "n", count: 4096)
        ),
        Case(text: .reason, given: "the disk failed", kept: "the disk failed"),
    ])
    func `is kept without white space at its ends`(_ example: Case) throws {
        #expect(try example.text.kept(example.given) == example.kept)
    }

    @Test(
        arguments: [
            (MarkText.label, String(repeating: "a", count: 101), MarkFault.tooLong(.label, byteCount: 101)),
            (.label, String(repeating: "ä", count: 51), .tooLong(.label, byteCount: 102)),
            (.note, String(repeating: "a", count: 4097), .tooLong(.note, byteCount: 4097)),
            (.note, String(repeating: "a", count: 1_000_000), .tooLong(.note, byteCount: 1_000_000)),
            (.tag, String(repeating: "a", count: 51), .tooLong(.tag, byteCount: 51)),
            (.reason, String(repeating: "a", count: 501), .tooLong(.reason, byteCount: 501)),
            (.label, "two\nlines", .unprintable(.label, "\n")),
            (.label, "tab\there", .unprintable(.label, "\t")),
            (.reason, "bell\u{07}", .unprintable(.reason, "\u{07}")),
            (.label, "gnp\u{202E}exe", .unprintable(.label, "\u{202E}")),
            (.note, "lone\rreturn", .unprintable(.note, "\r")),
            (.note, "escape\u{1B}[31m", .unprintable(.note, "\u{1B}")),
            (.note, "line\u{2028}separator", .unprintable(.note, "\u{2028}")),
        ] as [(MarkText, String, MarkFault)])
    func `is refused where it breaks a rule`(_ text: MarkText, _ given: String, _ fault: MarkFault) {
        #expect(throws: fault) { try text.kept(given) }
    }

    @Test func `has each tag once, in the order given, whichever way they are written`() throws {
        #expect(try MarkText.tags(["a, b,,a", " c "]) == ["a", "b", "c"])
        #expect(try MarkText.tags([""]) == [])
        let many = (1...20).map(String.init)
        #expect(try MarkText.tags(many) == many)
        #expect(throws: MarkFault.tooManyTags) { try MarkText.tags(many + ["21"]) }
    }

    @Test func `is changed in what a change names, and in nothing else`() throws {
        var mark = RunMark()
        mark.label = "old"
        mark.note = "stays"
        mark.tags = ["x"]
        mark.exclusion = "broken disk"
        var change = MarkChange()
        #expect(change.applied(to: mark) == mark)
        try change.setLabel("new")
        try change.setTags(["y,z"])
        try change.setExclusion("")
        let changed = change.applied(to: mark)
        #expect(changed.label == "new" && changed.note == "stays" && changed.tags == ["y", "z"])
        #expect(changed.exclusion == nil && !changed.isExcluded)
        var removal = MarkChange()
        try removal.setLabel("")
        try removal.setNote(" ")
        try removal.setTags([""])
        #expect(removal.applied(to: changed) == RunMark())
    }

    @Test func `reads back as it was written`() throws {
        var mark = RunMark()
        #expect(try RunMark(json: mark.json) == mark)
        mark.label = "a \"label\""
        mark.note = "two\nlines"
        mark.tags = ["x", "y"]
        mark.exclusion = "why"
        #expect(try RunMark(json: JSONValue(parsing: mark.json.indentedBytes)) == mark)
        let request = try MarkRequest(
            run: #require(RunChoice("0199A3C2")), change: MarkChange(json: mark.json))
        #expect(try MarkRequest(json: JSONValue(parsing: request.json.bytes)) == request)
        let id = try #require(RunID("0123456789ab"))
        #expect(MarkAnswer(json: MarkAnswer.marked(id, mark).json) == .marked(id, mark))
        #expect(MarkAnswer(json: MarkAnswer.refused("no").json) == .refused("no"))
        #expect(MarkAnswer(json: []) == nil)
    }

    @Test(arguments: [
        (#"[]"#, "what is said of a run must be a JSON object"),
        (#"{"label": 3}"#, "label must be a text"),
        (#"{"tags": "x"}"#, "tags must be a list of texts"),
        (#"{"tags": [1]}"#, "tags must be a list of texts"),
        (#"{"excluded": true}"#, "excluded must be a text"),
        (
            #"{"label": "a\nb"}"#,
            "the label has the character \\x0A; control characters and marks of direction are not allowed, and it must be one line"
        ),
    ])
    func `is no mark where its members are something else`(_ text: String, _ reason: String) throws {
        let json = try JSONValue(parsing: Array(text.utf8))
        let fault = #expect(throws: MarkFault.self) { try RunMark(json: json) }
        #expect(fault?.description == reason)
    }

    @Test(
        arguments: [
            ("latest", "latest"), ("0199A3", "0199a3"), ("0199a3c2-7d1e-7", "0199a3c2-7d1e-7"),
            ("0123456789AB", "0123456789ab"), ("0199a", nil), ("", nil), ("latest.json", nil),
            ("0199a3%", nil),
            ("../../../", nil), ("0199a3c2-7d1e-7000-8000-0000000000011", nil),
        ] as [(String, String?)])
    func `concerns a run by its id, six characters of one, or latest`(_ text: String, _ reference: String?) {
        #expect(RunChoice(text)?.description == reference)
    }
}
