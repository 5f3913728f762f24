/// What differs between two texts, in hunks with some common lines around.
struct TextDiff: Equatable, Sendable {
    /// Lines that lie together.
    struct Hunk: Equatable, Sendable {
        /// Of the first line, from 1; the line before where the hunk has none of the baseline, as in unified diffs.
        let baselineStart: Int
        let baselineCount: Int
        let otherStart: Int
        let otherCount: Int
        let lines: [Line]
    }

    /// How many lines all hunks have.
    var lineCount: Int { hunks.reduce(0) { $0 + $1.lines.count } }

    /// How many bytes the texts of all lines have.
    var byteCount: Int { hunks.reduce(0) { $1.lines.reduce($0) { $0 + $1.text.utf8.count } } }

    /// One line of a hunk.
    struct Line: Equatable, Sendable {
        /// What became of it.
        enum Operation: String, Sendable {
            case same
            case removed
            case added
        }

        let operation: Operation
        /// The line, or the beginning of a long one with how many bytes it has.
        let text: String

        init(operation: Operation, text: String) {
            self.operation = operation
            self.text = text
        }

        /// A line of a text, of which at most `byteLimit` bytes are shown.
        init(operation: Operation, bytes: ArraySlice<UInt8>) {
            self.init(operation: operation, text: Self.text(bytes))
        }

        private static func text(_ bytes: ArraySlice<UInt8>) -> String {
            guard bytes.count > byteLimit else { return String(decoding: bytes, as: UTF8.self) }
            let beginning = String(decoding: bytes.prefix(byteLimit), as: UTF8.self)
            // The cut may go through a character, which is decoded as U+FFFD.
            let whole = beginning.last == "\u{FFFD}" ? beginning.dropLast() : beginning[...]
            return "\(whole)… (\(bytes.count) bytes)"
        }

        private static let byteLimit = 2_000
    }

    private static let contextCount = 3

    let hunks: [Hunk]
    /// What differs and shows in no line: their ends, a byte order mark.
    let notes: [String]

    /// The difference of two texts, with `effort` as in ``LineDiff``; nil where more than `lineLimit` lines differ.
    init?(from baseline: TextLines, to other: TextLines, effort: inout Int, lineLimit: Int = .max) {
        var numbers: [ArraySlice<UInt8>: Int32] = [:]
        func numbered(_ lines: [ArraySlice<UInt8>]) -> [Int32] {
            lines.map { line in
                let number = numbers[line] ?? Int32(numbers.count)
                numbers[line] = number
                return number
            }
        }
        let changes = LineDiff.changes(
            from: numbered(baseline.lines), to: numbered(other.lines), effort: &effort)
        guard changes.reduce(0, { $0 + $1.baseline.count + $1.other.count }) <= lineLimit else { return nil }
        hunks = Self.groups(changes).map { Self.hunk($0, baseline.lines, other.lines) }
        var notes = Self.notes(baseline, other)
        if hunks.isEmpty, notes.isEmpty, baseline.carriageReturns != other.carriageReturns {
            notes.append("CR LF ends other lines in the baseline than in the other.")
        }
        self.notes = notes
    }

    /// Changes whose common lines around them would touch belong together.
    private static func groups(_ changes: [LineDiff.Change]) -> [[LineDiff.Change]] {
        var groups: [[LineDiff.Change]] = []
        for change in changes {
            if let last = groups.last?.last,
                change.baseline.lowerBound - last.baseline.upperBound <= 2 * contextCount
            {
                groups[groups.count - 1].append(change)
            } else {
                groups.append([change])
            }
        }
        return groups
    }

    private static func hunk(
        _ changes: [LineDiff.Change], _ baseline: [ArraySlice<UInt8>], _ other: [ArraySlice<UInt8>]
    ) -> Hunk {
        let first = changes.first?.baseline.lowerBound ?? 0
        let last = changes.last?.baseline.upperBound ?? 0
        let start = max(0, first - contextCount)
        let end = min(baseline.count, last + contextCount)
        var lines: [Line] = []
        func add(_ operation: Line.Operation, _ texts: ArraySlice<ArraySlice<UInt8>>) {
            lines += texts.map { Line(operation: operation, bytes: $0) }
        }
        var position = start
        for change in changes {
            add(.same, baseline[position..<change.baseline.lowerBound])
            add(.removed, baseline[change.baseline])
            add(.added, other[change.other])
            position = change.baseline.upperBound
        }
        add(.same, baseline[position..<end])
        let otherStart = (changes.first?.other.lowerBound ?? 0) - (first - start)
        let baselineCount = lines.count { $0.operation != .added }
        let otherCount = lines.count { $0.operation != .removed }
        return Hunk(
            baselineStart: baselineCount == 0 ? start : start + 1, baselineCount: baselineCount,
            otherStart: otherCount == 0 ? otherStart : otherStart + 1, otherCount: otherCount, lines: lines)
    }

    private static func notes(_ baseline: TextLines, _ other: TextLines) -> [String] {
        var notes: [String] = []
        if let ends = lineEnds(baseline), let otherEnds = lineEnds(other), ends != otherEnds {
            notes.append("Lines end in \(ends) in the baseline, in \(otherEnds) in the other.")
        }
        if baseline.isTerminated != other.isTerminated {
            notes.append(
                "The last line has no line end in the \(baseline.isTerminated ? "other" : "baseline").")
        }
        if baseline.hasByteOrderMark != other.hasByteOrderMark {
            notes.append(
                "Only the \(baseline.hasByteOrderMark ? "baseline" : "other") begins with a byte order mark.")
        }
        return notes
    }

    /// Nil where no line has an end.
    private static func lineEnds(_ text: TextLines) -> String? {
        let count = text.lines.count - (text.isTerminated ? 0 : 1)
        if count <= 0 { return nil }
        return switch text.carriageReturns.count {
        case 0: "LF"
        case count: "CR LF"
        case let some: "CR LF (\(some) of \(count))"
        }
    }
}
