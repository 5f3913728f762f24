import Analysis
import Model
import Templates

/// What a reader of the matrix must know of a row besides its values: stalls, memory instead of the device, limits.
struct MatrixNotes {
    private let cell: ComparedCell
    /// Whether the row is the first of its benchmark: what concerns no direction of I/O stands there only.
    private let isFirst: Bool
    private let filesystems: [String]
    private let analysis: RunAnalysis?

    init(_ cell: ComparedCell, isFirst: Bool, _ filesystems: [String], _ analysis: RunAnalysis?) {
        (self.cell, self.isFirst, self.filesystems, self.analysis) = (cell, isFirst, filesystems, analysis)
    }

    /// The most notes of a row; the section of the benchmark has all.
    private static let limit = 3
    /// Stalls from here on are named, in seconds.
    private static let longStall = 2.0
    /// Amplification beyond these is named, as in the audit's law 6.
    private static let (memoryShare, amplified) = (0.05, 3.0)

    /// A kind of note; the first ones matter most.
    private enum Kind: Int, Comparable {
        case stall, memory, amplified, limit

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// A note on one filesystem; of several of one kind, that with the largest `number` is named.
    private struct Note {
        let kind: Kind
        let filesystem: String
        let text: String
        let number: Double
    }

    /// Elements of "notes" in templates/partials/run-matrix.html.
    var contexts: [TemplateValue] {
        let found = filesystems.flatMap(notes)
        let groups = Dictionary(grouping: found, by: \.kind).sorted { $0.key < $1.key }
        return groups.prefix(Self.limit).compactMap { _, notes in
            guard let worst = notes.max(by: { $0.number < $1.number }) else { return nil }
            let title = notes.map { "\($0.filesystem): \($0.text)" }.joined(separator: "; ")
            return [
                "text": .string(Self.text(worst, among: notes, of: filesystems.count)),
                "title": .string(title),
            ]
        }
    }

    private static func text(_ worst: Note, among notes: [Note], of count: Int) -> String {
        if notes.count == count, count > 1, notes.allSatisfy({ $0.text == worst.text }) {
            return "all: \(worst.text)"
        }
        let others = notes.count - 1
        return "\(worst.filesystem) \(worst.text)" + (others > 0 ? " (and \(others) more)" : "")
    }

    private func notes(on filesystem: String) -> [Note] {
        guard let analysis else { return [] }
        let place = analysis.readings.cells.firstIndex {
            $0.benchmark == cell.name.benchmark && $0.filesystem == filesystem
        }
        guard let place, analysis.cells.indices.contains(place) else { return [] }
        let derived = analysis.cells[place].derived
        let number = { (name: DerivedValue.Name) in derived.first { $0.name == name }?.number }
        var notes: [Note] = []
        let add = { (kind: Kind, text: String, number: Double) in
            notes.append(Note(kind: kind, filesystem: filesystem, text: text, number: number))
        }
        if isFirst, let longest = number(.stallLongest), longest >= Self.longStall {
            add(.stall, "stalls \(ValueFormat.text(longest, unit: .seconds))", longest)
        }
        for (name, verb) in directions {
            guard let factor = number(name) else { continue }
            if factor < Self.memoryShare { add(.memory, "\(verb) memory, not the device", -factor) }
            if factor > Self.amplified {
                add(.amplified, "\(verb) \(ValueFormat.text(factor, unit: nil)) x at the device", factor)
            }
        }
        if isFirst, let limit = derived.first(where: { $0.name == .limitedBy }),
            case .text(let text) = limit.value,
            text != "neither"
        {
            add(.limit, "limited by \(text)", 0)
        }
        return notes
    }

    /// The directions of I/O that the row's metric is about.
    private var directions: [(DerivedValue.Name, String)] {
        switch cell.name.metric {
        case "read_iops": [(.readAmplification, "reads")]
        case "write_iops": [(.writeAmplification, "writes")]
        default: [(.readAmplification, "reads"), (.writeAmplification, "writes")]
        }
    }
}
