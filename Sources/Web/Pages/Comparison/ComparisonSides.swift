import Analysis
import Model
import System
import Templates

/// The sides of a comparison on its page: how they are called, and what can be done with each.
struct ComparisonSides {
    let answer: ComparisonAnswer
    let address: ComparisonAddress
    let links: Links

    var count: Int { answer.sides.count }
    private var items: [ComparedItem] { answer.sides.map(\.item) }

    /// Whether they are filesystems of one run, which then give the sides their names.
    var areFilesystemsOfOneRun: Bool {
        Set(items.map(\.run)).count == 1 && items.allSatisfy { $0.filesystem != nil }
    }

    /// A, B, C: at most eight sides.
    static func letter(_ place: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") &+ UInt8(clamping: place)))
    }

    /// How tables call a side: "B", or "xfs_overlay2" where that tells the sides apart.
    func name(_ place: Int) -> String {
        guard items.indices.contains(place), let filesystem = items[place].filesystem else {
            return Self.letter(place)
        }
        return areFilesystemsOfOneRun && Set(items).count == count
            ? filesystem : "\(Self.letter(place)) \(filesystem)"
    }

    /// What the head of a column has.
    func column(_ place: Int) -> TemplateValue {
        [
            "name": .string(name(place)), "is_baseline": .bool(place == 0), "look": look(place),
        ]
    }

    /// The look of the filesystem that a side names; null where it names none.
    func look(_ place: Int) -> TemplateValue {
        let filesystem = items.indices.contains(place) ? items[place].filesystem : nil
        return filesystem.map(Self.look) ?? .null
    }

    /// A filesystem with its look.
    static func look(_ filesystem: String) -> TemplateValue {
        FilesystemLook(filesystem).context.adding(["filesystem": .string(filesystem)])
    }

    /// The cards at the head of the page.
    var cards: [TemplateValue] { answer.sides.indices.map(card) }

    private func card(_ place: Int) -> TemplateValue {
        let side = answer.sides[place]
        var first = items
        first.insert(first.remove(at: place), at: 0)
        var others = items
        others.remove(at: place)
        let isSource = answer.comparison.copies.first { $0.run == side.item.run }
        return [
            "letter": .string(Self.letter(place)), "name": .string(name(place)),
            "is_baseline": .bool(place == 0),
            "uuid": .string(side.item.run.description), "link": .string(links.run(side.item.run)),
            "source": .text(side.source), "label": .text(side.label),
            "filed": .string(side.filed.description), "filed_text": .string(side.filed.pageText),
            "is_excluded": .bool(side.isExcluded),
            "copy_of": isSource.map { .string(links.run($0.original)) } ?? .null,
            "look": side.item.filesystem.map(Self.look) ?? .null,
            "runs_text": runs(place).map { .string(ValueFormat.count($0, "run", "runs")) } ?? .null,
            "baseline_link": .string(address.of(first).link()),
            "remove_link": .string(address.of(others).link()),
        ]
    }

    /// How many runs a side stands for, at most, where its repeats count.
    private func runs(_ place: Int) -> Int? {
        guard answer.withRepeats else { return nil }
        return answer.comparison.cells.compactMap { $0.sides[place]?.runs.count }.max()
    }

    /// The comparison of the first two runs' configs; nil where there is one run.
    var configLink: String? {
        var runs: [RunID] = []
        for item in items where !runs.contains(item.run) { runs.append(item.run) }
        return runs.count < 2 ? nil : links.configComparison(Array(runs.prefix(2)))
    }

    /// The two sides in the other order; nil where there are more.
    ///
    /// What was worse is better from the other side.
    var swapLink: String? {
        guard count == 2 else { return nil }
        let chosen = address["verdict"]
        let turned = [Verdict.worse: Verdict.better, .better: .worse]
        let verdict = chosen.flatMap(Verdict.init).flatMap { turned[$0] }?.rawValue ?? chosen
        return address.of(items.reversed()).link(["verdict": verdict])
    }
}
