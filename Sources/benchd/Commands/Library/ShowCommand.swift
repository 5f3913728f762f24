import Analysis
import JSON
import Model
import Store
import System

/// `benchd show`: one run, its main metrics by filesystem, and who wins.
enum ShowCommand: Command {
    static let name = "show"
    static let synopsis = "[options] RUN"
    static let summary =
        "Show the main metrics of a run, filesystem by filesystem, and which cannot be told apart."
    static let options = ReadingOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        guard values.arguments.count == 1 else {
            throw UsageError(message: "show needs one run; see benchd show --help")
        }
        let reading = try ReadingOptions(values)
        let id = try reading.run(values.arguments[0])
        guard let run = try reading.library.run(id),
            let standing = try Answers(reading.library).standing(of: id)
        else { throw CommandFault("there is no run \(id)") }
        say(run, reading)
        let text = StandingText(standing, of: id)
        if reading.form == .text {
            for table in text.tables {
                reading.space()
                print(table.aligned, terminator: "")
            }
        } else {
            reading.print(text.csv, csv: text.csv, json: standing.json(Links()))
        }
        reading.space()
        for line in text.end { reading.say(line) }
        return 0
    }

    /// What is known of the run itself; a note keeps its lines.
    private static func say(_ run: FiledRun, _ reading: ReadingOptions) {
        reading.say("run \(run.id), filed \(run.receipt.filed.toSeconds) UTC", width: Prose.tableWidth)
        let mark = run.mark
        let lines = [
            ("source", run.receipt.source), ("label", mark.label),
            ("tags", mark.tags.isEmpty ? nil : mark.tags.joined(separator: ", ")),
            (
                "note",
                mark.note?.split(separator: "\n", omittingEmptySubsequences: false).joined(
                    separator: "\n    ")
            ),
            ("excluded", mark.exclusion), ("pinned", mark.isPinned ? "yes" : nil),
        ]
        for case (let name, let text?) in lines { reading.say("\(name): \(text)", hanging: 4) }
        for warning in run.receipt.warnings { reading.say("warning: \(warning.detail)", hanging: 4) }
    }
}

/// How a run stands, in rows and words for people.
struct StandingText {
    private let standing: StandingAnswer
    private let run: RunID
    private let filesystems: [String]
    private let cells: [ComparedCell]

    /// The columns that the names of the rows take at most.
    private static let frontWidth = 38

    init(_ standing: StandingAnswer, of run: RunID) {
        self.standing = standing
        self.run = run
        filesystems = standing.comparison.items.compactMap(\.filesystem)
        cells = standing.comparison.cells.filter(\.isMain)
    }

    /// A row for each main metric, a column for each filesystem; as many tables as fit beside each other into a page.
    var tables: [TextTable] {
        let front = 4 + Self.width(cells.map(\.name.benchmark)) + Self.width(cells.map(\.name.metric))
        var blocks: [[Int]] = [[]]
        var room = Prose.tableWidth - min(front, Self.frontWidth)
        for place in filesystems.indices {
            let width = max(Self.width([filesystems[place]]), 13) + 2
            if room < width, blocks[blocks.count - 1] != [] {
                blocks.append([])
                room = Prose.tableWidth - min(front, Self.frontWidth)
            }
            blocks[blocks.count - 1].append(place)
            room -= width
        }
        return blocks.map(table)
    }

    private static func width(_ names: [String]) -> Int { min(20, names.map(\.count).max() ?? 0) }

    private func table(_ block: [Int]) -> TextTable {
        var table = TextTable(
            [.init("benchmark", limit: 20), .init("metric", limit: 20)]
                + block.map { .init(filesystems[$0], isNumeric: true, isName: true, limit: 20) })
        for cell in cells {
            table.add([cell.name.benchmark, cell.name.metric] + block.map { entry(cell, $0) })
        }
        let means = block.map { $0 == 0 ? nil : standing.comparison.geometricMeans[$0 - 1] }
        if means.contains(where: { $0 != nil }) {
            table.add(
                ["geometric mean", "against the first"]
                    + means.map { $0.map { "\(ValueFormat.change($0.ratio))\(rankSpace)" } ?? "" })
        }
        return table
    }

    /// The value with its unit, its rank and the mark of the audit.
    private func entry(_ cell: ComparedCell, _ place: Int) -> String {
        guard let side = cell.sides[place] else { return "" }
        let unit = cell.name.unit
        let mark = standing.marks[side] == nil ? "" : "!"
        let value = ValueFormat.column(side.value, unit: unit)
        let rank = rank(of: filesystems[place], cell)
        return "\(value.hasSuffix(" ") ? String(value.dropLast()) : value)\(unit?.mark ?? "")\(mark) \(rank)"
    }

    /// Where the rank of other rows stands.
    private var rankSpace: String { hasNoise ? "   " : "" }

    private var hasNoise: Bool { standing.rankings.contains { Self.isKnown($0) } }

    /// Without noise all are in one group, which says nothing.
    private static func isKnown(_ ranking: Ranking) -> Bool {
        ranking.noise != nil || ranking.groups.count > 1
    }

    private func rank(of filesystem: String, _ cell: ComparedCell) -> String {
        let ranking = standing.rankings.first {
            $0.benchmark == cell.name.benchmark && $0.metric == cell.name.metric
        }
        guard let ranking else { return "" }
        if ranking.failed.contains(filesystem) { return "failed" }
        if ranking.unranked.contains(filesystem) { return "errors" }
        guard Self.isKnown(ranking), let place = ranking.groups.firstIndex(where: { $0.contains(filesystem) })
        else { return hasNoise ? " -" : "" }
        return "#\(place + 1)"
    }

    /// What the marks in the table mean, and what the ranks rest on.
    var end: [String] {
        var lines: [String] = []
        if hasNoise {
            lines.append(
                "#1 is the best and all that cannot be told from it; every pair is tested, together at 5 %.")
            lines.append(NoiseText.sentence(standing.uncertainties.map(\.noise)))
            lines += [NoiseText.warning(standing.rankings.compactMap(\.noise))].compactMap(\.self)
        } else if let gap = standing.noiseGap {
            lines.append("There are no ranks. " + gap.text)
        }
        if cells.contains(where: { $0.sides.contains { $0.map { standing.marks[$0] != nil } ?? false } }) {
            lines.append(
                "! the audit doubts the number: it is very likely no measurement of what its cell says, whatever its"
                    + " rank. See benchd audit \(run).")
        }
        if standing.omittedCellCount > 0 {
            lines.append(
                "\(Prose.count(standing.omittedCellCount, "cell")) more are neither shown nor ranked.")
        }
        return lines
    }

    /// A row for each main metric of each filesystem.
    var csv: TextTable {
        var table = TextTable([
            .init("benchmark"), .init("metric"), .init("unit"), .init("filesystem"),
            .init("value", isNumeric: true), .init("rank", isNumeric: true), .init("audit"),
        ])
        for cell in cells {
            for (place, side) in cell.sides.enumerated() {
                guard let side else { continue }
                let rank = rank(of: filesystems[place], cell)
                table.add([
                    cell.name.benchmark, cell.name.metric, cell.name.unit?.rawValue ?? "", filesystems[place],
                    ValueFormat.exact(side.value), rank.hasPrefix("#") ? String(rank.dropFirst()) : "",
                    standing.marks[side]?.rawValue ?? "",
                ])
            }
        }
        return table
    }
}
