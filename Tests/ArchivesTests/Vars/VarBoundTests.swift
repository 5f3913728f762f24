import Glibc
import TestSupport
import Testing

@testable import Archives
@testable import Model

struct `Bounds of settings`: ~Copyable {
    let folder: VarFolder

    init() throws { folder = try VarFolder() }

    private func nested(_ depth: Int) -> [UInt8] {
        let levels = (1..<depth).map { String(repeating: " ", count: $0 - 1) + "k\($0):\n" }.joined()
        return Array((levels + String(repeating: " ", count: depth - 1) + "k\(depth): v\nz: 1\n").utf8)
    }

    @Test func `32 levels are read, and what is deeper is not`() throws {
        #expect(try folder.read(nested(32)).vars.map(\.names.count) == [32, 1])
        #expect(try !folder.read(nested(32)).hasGaps)
        let deeper = try folder.read(nested(33))
        #expect(deeper.vars.map(\.line) == ["z = 1"])
        #expect(
            deeper.notes.map(\.text) == ["\"vars/a.yaml\" was read without what lies deeper than 32 levels."])
    }

    @Test func `2000 values of an archive are read`() throws {
        var builder = ZipBuilder()
        for file in ["a.yaml", "b.yaml", "c.yaml"] {
            builder.add(file, (0..<1_200).map { "k\($0): v\n" }.joined())
        }
        let vars = try folder.read(archive: builder.bytes).vars
        #expect(vars.vars.count == 2_000)
        #expect(vars.vars.last?.names == ["k799"])
        #expect(
            vars.notes.map(\.text) == [
                "\"b.yaml\" was read without what is beyond 2000 values of the archive.",
                "\"c.yaml\" was not read: it is beyond the 2000 values that are read of an archive.",
            ])
    }

    @Test func `a broken file takes none of the values of others`() throws {
        var builder = ZipBuilder()
        builder.add("a.yaml", (0..<2_000).map { "k\($0): v\n" }.joined() + "]")
        builder.add("b.yaml", "a: 1\n")
        #expect(try folder.read(archive: builder.bytes).vars.vars.map(\.line) == ["a = 1"])
    }

    @Test(arguments: [("a.yaml", "a: "), ("a.json", "{\"a\": \""), ("a.ini", "a = ")])
    func `a value of 1 KiB is read, and a longer one is not kept`(file: String, start: String) throws {
        for count in [1_024, 1_025] {
            let end = file == "a.json" ? "\"}" : "\n"
            let text = String(repeating: "x ", count: count / 2) + (count % 2 == 0 ? "" : "x")
            let value = String(text.dropLast()) + "y"
            let vars = try folder.read(Array((start + value + end).utf8), as: file).vars
            #expect(vars.map(\.value) == [count == 1_024 ? .text(value) : .withheld(.length)])
        }
    }

    @Test func `a path above 1 KiB is not kept`() throws {
        let name = String(repeating: "n", count: 600)
        let vars = try folder.read(Array("\(name): 1\na\(name):\n  b\(name): 2\n".utf8))
        #expect(vars.vars.map(\.names) == [[name]])
        #expect(vars.hasGaps)
    }

    @Test func `notes are bounded, and that something is missing is never lost`() throws {
        var builder = ZipBuilder()
        for place in 0..<60 { builder.add("\(place).yaml", "a: 1\na: 2\n") }
        builder.add("broken.yaml", "[")
        let vars = try folder.read(archive: builder.bytes).vars
        #expect(vars.notes.count == 50)
        #expect(vars.hasGaps)
    }

    struct Hostile: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String

        init(_ description: String, _ text: String) {
            testDescription = description
            self.text = text
        }
    }

    static let hostile: [Hostile] = [
        Hostile("aliases of aliases", hundred { "a\($0): &a\($0) [\(aliases(to: $0))]\n" }),
        Hostile("anchors", repeated("- &a x\n")),
        Hostile("aliases", "- &a x\n" + repeated("- *a\n")),
        Hostile("a scalar of a MiB", repeated("x")),
        Hostile("a quoted scalar of a MiB", "\"" + repeated("\\x41") + "\""),
        Hostile("a block of a MiB", "a: |\n" + repeated(" x\n")),
        Hostile("blank lines in a block", "a: |\n x\n" + repeated("\n")),
        Hostile("a comment of a MiB", "#" + repeated("x")),
        Hostile("open lists", repeated("[")), Hostile("open maps", repeated("{a: ")),
        Hostile("lists in lists", repeated("- ")),
        Hostile("questions", repeated("? ")), Hostile("empty lists", "[" + repeated("[],") + "]"),
        Hostile("documents", repeated("---\n")), Hostile("documents with values", repeated("--- x\n")),
        Hostile("tags", repeated("- !<x> y\n")), Hostile("a long tag", "!" + repeated("x") + " y"),
        Hostile("a long anchor", "&" + repeated("x") + " y"),
        Hostile("short keys", numbered { "k\($0): v\n" }),
        Hostile("the same key", repeated("k: v\n")), Hostile("lists of named", repeated("- name: x\n")),
        Hostile(
            "wide lists of lists",
            repeated(String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + ",", in: "[")
        ),
        Hostile("spaces", repeated(" ")), Hostile("tabs", "a:" + repeated("\t")),
        Hostile("colons", repeated(": ")),
    ]

    /// Somewhat less than a MiB of copies.
    private static func repeated(_ piece: String, in start: String = "") -> String {
        start + String(repeating: piece, count: ((1 << 20) - 64) / piece.utf8.count)
    }

    private static func numbered(_ line: (Int) -> String) -> String { (0..<90_000).map(line).joined() }

    private static func hundred(_ line: (Int) -> String) -> String { (0..<100).map(line).joined() }

    private static func aliases(to place: Int) -> String {
        Array(repeating: place == 0 ? "x" : "*a\(place - 1)", count: 9).joined(separator: ", ")
    }

    @Test(arguments: ["a.yaml", "a.json", "a.ini"], hostile)
    func `hostile text costs a bounded time`(file: String, text: Hostile) throws {
        let scanned = ScannedText(entry: .file(file), bytes: Array(text.text.utf8), isCut: false, matches: [])
        let start = Self.processorSeconds()
        var reader = VarReader()
        reader.read(scanned)
        let vars = reader.finish([])
        #expect(Self.processorSeconds() - start < 5, "\(text.testDescription)")
        #expect(vars.vars.count <= 2_000)
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
