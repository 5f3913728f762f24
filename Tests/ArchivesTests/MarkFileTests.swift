import Testing

@testable import Archives
@testable import Model

@Suite struct `A benchd.yaml` {
    private func mark(_ text: String) throws(MarkFault) -> RunMark { try MarkFile.mark(in: Array(text.utf8)) }

    @Test func `has a label, a note and tags`() throws {
        let mark = try mark(
            """
            # of the night
            label: night 3
            note: |
              With the new firmware.
              Twice.
            tags: [nightly, "firmware, new", nightly]
            source: rig-99
            other: {label: [deep]}
            """)
        #expect(mark.label == "night 3" && mark.note == "With the new firmware.\nTwice.")
        #expect(mark.tags == ["nightly", "firmware", "new"] && mark.exclusion == nil)
    }

    @Test(arguments: [
        "", "# nothing\n", "---\n", "~", "null\n", "{}", "source: rig-99\n", "label:\nnote: ''\ntags: []\n",
        "excluded: it was too warm\n",
    ])
    func `may say nothing`(_ text: String) throws {
        #expect(try mark(text) == RunMark())
    }

    @Test func `takes its texts as they are written`() throws {
        #expect(try mark("label: 007\ntags: a, b").label == "007")
        #expect(try mark("label: 007\ntags: a, b").tags == ["a", "b"])
        #expect(try mark("label: a\nlabel: b").label == "b")
        #expect(try mark("label: a\n---\nlabel: b").label == "a")
        let long = String(repeating: "n", count: 4096)
        #expect(try mark("note: \(long)").note == long)
    }

    @Test(arguments: [
        ("[label, x]", "the file must be a map with label, note or tags"),
        ("night 3", "the file must be a map with label, note or tags"),
        ("[a]: b", "the file must be a map with label, note or tags"),
        ("label: [night]", "label must be a text"), ("label: {a: b}", "label must be a text"),
        ("note: &a x\nlabel: *a", "label must be a text"), ("tags: {a: b}", "tags must be a list of texts"),
        ("tags: [[a], b]", "tags must be a list of texts"),
        ("label: \"x", "the file is broken YAML at line 1"),
        ("a: b\n\tc: d", "the file is broken YAML at line 2"),
        (
            "label: \(String(repeating: "x", count: 101))",
            "the label has 101 bytes, and at most 100 are allowed"
        ),
        ("# \(String(repeating: "x", count: 16 << 10))", "the file must be no larger than 16384 bytes"),
    ])
    func `is refused with a reason`(_ text: String, _ reason: String) {
        let fault = #expect(throws: MarkFault.self) { try mark(text) }
        #expect(fault?.description == reason)
    }

    @Test func `is refused where it has controls or is no UTF-8`() {
        #expect(throws: MarkFault.unprintable(.label, "\u{07}")) { try mark("label: \"a\\ab\"") }
        #expect(throws: MarkFault.unprintable(.label, "\u{202E}")) { try mark("label: gnp\u{202E}exe") }
        #expect(throws: MarkFault.shape("the file", expected: "UTF-8")) {
            try MarkFile.mark(in: Array("label: ".utf8) + [0xC3])
        }
    }
}
