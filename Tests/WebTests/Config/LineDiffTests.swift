import Testing

@testable import Web

/// Line differences: true whatever the texts, and as small as can be where that is cheap.
@Suite struct LineDiffTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let baseline: String
        let other: String
        /// As `diff -u` writes it, with a dot for each line end.
        let diff: String
    }

    @Test(arguments: [
        Case(testDescription: "the same", baseline: "a\nb\n", other: "a\nb\n", diff: ""),
        Case(testDescription: "both empty", baseline: "", other: "", diff: ""),
        Case(
            testDescription: "a changed line", baseline: "a\nb\nc\n", other: "a\nx\nc\n",
            diff: "@-1,3+1,3 a -b +x c"),
        Case(testDescription: "from nothing", baseline: "", other: "a\nb\n", diff: "@-0,0+1,2 +a +b"),
        Case(testDescription: "to nothing", baseline: "a\n", other: "", diff: "@-1,1+0,0 -a"),
        Case(
            testDescription: "added first", baseline: "a\nb\nc\nd\n", other: "x\na\nb\nc\nd\n",
            diff: "@-1,3+1,4 +x a b c"),
        Case(
            testDescription: "added last", baseline: "a\nb\nc\nd\n", other: "a\nb\nc\nd\nx\n",
            diff: "@-2,3+2,4 b c d +x"),
        Case(
            testDescription: "six common lines lie between: one hunk", baseline: "a\n1\n2\n3\n4\n5\n6\nb\n",
            other: "x\n1\n2\n3\n4\n5\n6\ny\n", diff: "@-1,8+1,8 -a +x 1 2 3 4 5 6 -b +y"),
        Case(
            testDescription: "seven common lines lie between: two hunks",
            baseline: "a\n1\n2\n3\n4\n5\n6\n7\nb\n",
            other: "x\n1\n2\n3\n4\n5\n6\n7\ny\n", diff: "@-1,4+1,4 -a +x 1 2 3 @-6,4+6,4 5 6 7 -b +y"),
        Case(
            testDescription: "a line that moved", baseline: "a\nb\nc\n", other: "b\nc\na\n",
            diff: "@-1,3+1,3 -a b c +a"),
        Case(
            testDescription: "letters in another normalisation", baseline: "\u{E9}\n", other: "e\u{301}\n",
            diff: "@-1,1+1,1 -\u{E9} +e\u{301}"),
        Case(testDescription: "spaces at the end", baseline: "a\n", other: "a \n", diff: "@-1,1+1,1 -a +a "),
    ])
    func `hunks are those of a unified diff`(row: Case) throws {
        let diff = try difference(row.baseline, row.other)
        #expect(Self.text(diff).utf8.elementsEqual(row.diff.utf8), "\(Self.text(diff))")
        #expect(diff.notes == [])
    }

    @Test(arguments: [
        ("a\nb\n", "a\r\nb\r\n", ["Lines end in LF in the baseline, in CR LF in the other."]),
        ("a\r\nb\n", "a\nb\n", ["Lines end in CR LF (1 of 2) in the baseline, in LF in the other."]),
        ("a\r\nb\n", "a\nb\r\n", ["CR LF ends other lines in the baseline than in the other."]),
        ("a\n", "a", ["The last line has no line end in the other."]),
        ("\u{FEFF}a\n", "a\n", ["Only the baseline begins with a byte order mark."]),
    ])
    func `what shows in no line is a note`(baseline: String, other: String, notes: [String]) throws {
        let diff = try difference(baseline, other)
        #expect(diff.hunks == [])
        #expect(diff.notes == notes)
    }

    @Test func `more lines of one kind of end are no difference in line ends`() throws {
        let diff = try difference("a\r\nb\r\n", "a\r\nb\r\nc\r\n")
        #expect(diff.notes == [])
        #expect(Self.text(diff) == "@-1,2+1,3 a b +c")
    }

    @Test(arguments: [1, 20, 1_000_000])
    func `applied to the baseline a difference gives the other, whatever the effort`(effort: Int) throws {
        var random = Repeatable(state: UInt64(effort))
        for _ in 0..<400 {
            let (baseline, other) = (random.text(), random.text())
            let diff = try difference(baseline, other, effort: effort)
            let applied = Self.apply(diff, to: try lines(baseline))
            #expect(applied == (try lines(other)), "\(baseline.debugDescription), \(other.debugDescription)")
        }
    }

    @Test func `no shorter script exists`() throws {
        var random = Repeatable(state: 7)
        for _ in 0..<400 {
            let (baseline, other) = (try lines(random.text()), try lines(random.text()))
            var effort = 1_000_000
            let changes = LineDiff.changes(from: baseline, to: other, effort: &effort)
            let edits = changes.reduce(0) { $0 + $1.baseline.count + $1.other.count }
            #expect(edits == baseline.count + other.count - 2 * Self.longestCommon(baseline, other))
            for (first, second) in zip(changes, changes.dropFirst()) {
                #expect(first.baseline.upperBound < second.baseline.lowerBound)
            }
        }
    }

    @Test func `more lines than are allowed are no difference to show`() throws {
        let (old, new) = (
            try #require(TextLines(Array("a\nb".utf8))), try #require(TextLines(Array("a\nc".utf8)))
        )
        var effort = 100
        #expect(TextDiff(from: old, to: new, effort: &effort, lineLimit: 2)?.lineCount == 3)
        #expect(TextDiff(from: old, to: new, effort: &effort, lineLimit: 1) == nil)
    }

    @Test func `two texts with nothing in common take bounded effort`() {
        var effort = 50_000_000
        let changes = LineDiff.changes(
            from: Array(0..<100_000), to: Array(100_000..<200_000), effort: &effort)
        #expect(changes == [LineDiff.Change(baseline: 0..<100_000, other: 0..<100_000)])
        #expect(effort > 49_000_000)
        let spent = LineDiff.changes(from: [1, 2, 3], to: [2, 3, 4], effort: &effort)
        #expect(spent.count == 2)
        effort = 0
        #expect(LineDiff.changes(from: [1, 2, 3], to: [2, 3, 4], effort: &effort).count == 1)
    }

    private func difference(_ baseline: String, _ other: String, effort: Int = 1_000_000) throws -> TextDiff {
        var effort = effort
        let (old, new) = (TextLines(Array(baseline.utf8)), TextLines(Array(other.utf8)))
        let diff = try TextDiff(from: #require(old), to: #require(new), effort: &effort)
        return try #require(diff)
    }

    private func lines(_ text: String) throws -> [String] {
        try #require(TextLines(Array(text.utf8))).lines.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func text(_ diff: TextDiff) -> String {
        diff.hunks.map { hunk in
            let marks: [TextDiff.Line.Operation: String] = [.same: "", .removed: "-", .added: "+"]
            return
                "@-\(hunk.baselineStart),\(hunk.baselineCount)+\(hunk.otherStart),\(hunk.otherCount) "
                + hunk.lines.map { (marks[$0.operation] ?? "") + $0.text }.joined(separator: " ")
        }.joined(separator: " ")
    }

    private static func apply(_ diff: TextDiff, to baseline: [String]) -> [String] {
        var result: [String] = []
        var position = 0
        for hunk in diff.hunks {
            let start = hunk.baselineCount == 0 ? hunk.baselineStart : hunk.baselineStart - 1
            result += baseline[position..<start]
            #expect(result.count == (hunk.otherCount == 0 ? hunk.otherStart : hunk.otherStart - 1))
            let old = hunk.lines.filter { $0.operation != .added }.map(\.text)
            #expect(old == Array(baseline[start..<(start + hunk.baselineCount)]))
            result += hunk.lines.filter { $0.operation != .removed }.map(\.text)
            position = start + hunk.baselineCount
        }
        return result + baseline[position...]
    }

    private static func longestCommon(_ left: [String], _ right: [String]) -> Int {
        var row = Array(repeating: 0, count: right.count + 1)
        for line in left {
            var diagonal = 0
            for column in right.indices {
                let above = row[column + 1]
                row[column + 1] = line == right[column] ? diagonal + 1 : max(above, row[column])
                diagonal = above
            }
        }
        return row[right.count]
    }
}

/// Numbers that are the same in every run (xorshift).
private struct Repeatable {
    var state: UInt64

    mutating func next(below limit: UInt64) -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state % limit
    }

    /// Few different lines, so that much is common.
    mutating func text() -> String {
        let count = next(below: 30)
        let letters = 2 + next(below: 4)
        let lines = (0..<count).map { _ in String(next(below: letters)) }
        return lines.joined(separator: "\n") + (next(below: 2) == 0 ? "\n" : "")
    }
}
