import Model

/// What differs between the setups of all sides of a comparison, cell by cell.
struct SetupContrast {
    /// The setup of a cell on each side; nil where a side does not have it.
    typealias Sides = [CellSetup?]

    /// A difference with its value on each side and the cells that it concerns.
    struct Difference {
        let difference: SetupDifference
        let values: [String?]
        let concerns: [CellName]
    }

    /// By the baseline's cell, for each side but the first.
    private(set) var comparisons: [CellName: [SetupComparison?]] = [:]
    private(set) var differences: [Difference] = []

    /// Compares each side with the first; `cells` has them by the names of the baseline's cells.
    init(_ cells: [(name: CellName, sides: Sides)], sideCount: Int) {
        var gathered: [Key: Gathered] = [:]
        // All cells of a side are of one run.
        var facts: [Int: FactComparison] = [:]
        for (name, sides) in cells {
            guard let first = sides.first ?? nil else { continue }
            let found = sides.enumerated().dropFirst().map { place, side in
                side.map { side in
                    let shared = facts[place] ?? FactComparison(first.facts, side.facts)
                    facts[place] = shared
                    return SetupComparison(first, side, shared)
                }
            }
            comparisons[name] = found
            for (side, comparison) in found.enumerated() {
                for difference in comparison?.differences ?? [] {
                    gathered[Key(difference), default: Gathered(difference, sideCount)].add(
                        difference, side: side + 1, cell: name)
                }
            }
        }
        differences = gathered.values.sorted { $0.order < $1.order }.map {
            Difference(difference: $0.difference, values: $0.values, concerns: $0.cells.sorted())
        }
    }

    /// Whether all cells of all sides are like for like with the baseline's; of no cell nobody can tell.
    var likeForLike: LikeForLike {
        let known = comparisons.values.flatMap { $0.compactMap { $0?.likeForLike } }
        return known.isEmpty ? .asFarAsKnown : .all(known)
    }

    /// What no side says, in words for people, each once.
    var unknowns: [String] {
        var seen: Set<String> = []
        return comparisons.sorted { $0.key < $1.key }.flatMap { $0.value.flatMap { $0?.unknowns ?? [] } }
            .filter { seen.insert($0).inserted }
    }

    /// A difference, whatever its values: vars of one name are told apart by what they are on the sides.
    private struct Key: Hashable {
        let kind: SetupDifference.Kind
        let file: String?
        let name: String
        let baseline: String?

        init(_ difference: SetupDifference) {
            (kind, file, name) = (difference.kind, difference.file, difference.name)
            baseline = difference.values.first ?? nil
        }
    }

    private struct Gathered {
        let difference: SetupDifference
        private(set) var values: [String?]
        private(set) var cells: Set<CellName> = []

        init(_ difference: SetupDifference, _ sideCount: Int) {
            self.difference = difference
            // A side that does not differ is as the baseline.
            values = Array(repeating: difference.values.first ?? nil, count: sideCount)
        }

        mutating func add(_ difference: SetupDifference, side: Int, cell: CellName) {
            values[side] = difference.values.last ?? nil
            cells.insert(cell)
        }

        /// Facts before settings, vars and what also differs; what concerns more cells first.
        var order: (Int, Int, String, String, String) {
            let kinds: [SetupDifference.Kind] = [.fact, .setting, .var, .also]
            return (
                kinds.firstIndex(of: difference.kind) ?? kinds.count, -cells.count, difference.file ?? "",
                difference.name, difference.values.first.flatMap(\.self).map { "=\($0)" } ?? ""
            )
        }
    }
}
