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

    /// A text that grows with its size.
    struct Hostile: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: @Sendable (_ byteCount: Int) -> String

        /// As many copies of a piece as fit, after a start.
        init(_ description: String, _ piece: String, after start: String = "", end: String = "") {
            self.init(description) { start + String(repeating: piece, count: $0 / piece.utf8.count) + end }
        }

        init(_ description: String, text: @escaping @Sendable (_ byteCount: Int) -> String) {
            testDescription = description
            self.text = text
        }
    }

    static let hostile: [Hostile] = [
        Hostile("aliases of aliases") { _ in
            (0..<100).map { "a\($0): &a\($0) [\(aliases(to: $0))]\n" }.joined()
        },
        Hostile("anchors", "- &a x\n"), Hostile("aliases", "- *a\n", after: "- &a x\n"),
        Hostile("a long scalar", "x"), Hostile("a long quoted scalar", "\\x41", after: "\"", end: "\""),
        Hostile("a long block", " x\n", after: "a: |\n"),
        Hostile("blank lines in a block", "\n", after: "a: |\n x\n"),
        Hostile("a long comment", "x", after: "#"),
        Hostile("open lists", "["), Hostile("open maps", "{a: "), Hostile("lists in lists", "- "),
        Hostile("questions", "? "), Hostile("empty lists", "[],", after: "[", end: "]"),
        Hostile("documents", "---\n"), Hostile("documents with values", "--- x\n"),
        Hostile("tags", "- !<x> y\n"), Hostile("a long tag", "x", after: "!", end: " y"),
        Hostile("a long anchor", "x", after: "&", end: " y"),
        Hostile("short keys") { size in (0..<size / 12).map { "k\($0): v\n" }.joined() },
        Hostile("the same key", "k: v\n"), Hostile("lists of named", "- name: x\n"),
        Hostile(
            "wide lists of lists",
            String(repeating: "[", count: 100) + String(repeating: "]", count: 100) + ",", after: "["),
        Hostile("spaces", " "), Hostile("tabs", "\t", after: "a:"), Hostile("colons", ": "),
    ]

    private static func aliases(to place: Int) -> String {
        Array(repeating: place == 0 ? "x" : "*a\(place - 1)", count: 9).joined(separator: ", ")
    }

    /// Four times the text may cost four times the time, and not sixteen times.
    @Test(arguments: ["a.yaml", "a.json", "a.ini"], hostile)
    func `the time that hostile text costs grows no faster than the text`(
        file: String, hostile: Hostile
    ) throws {
        let quarter = cost(of: hostile.text(1 << 16), as: file)
        let whole = cost(of: hostile.text(1 << 18), as: file)
        #expect(whole < max(8 * quarter, 0.5), "\(hostile.testDescription): \(quarter) s, \(whole) s")
    }

    /// The processor time of this thread, in seconds.
    private func cost(of text: String, as file: String) -> Double {
        let scanned = ScannedText(entry: .file(file), bytes: Array(text.utf8), isCut: false, matches: [])
        let start = Self.processorSeconds()
        var reader = VarReader()
        reader.read(scanned)
        let vars = reader.finish([])
        #expect(vars.vars.count <= 2_000)
        return Self.processorSeconds() - start
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
