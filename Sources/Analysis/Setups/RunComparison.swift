/// The setups of two runs beside each other, cell by cell.
package struct RunComparison: Equatable, Sendable {
    /// A difference with the cells that it concerns.
    package struct Difference: Equatable, Sendable {
        package let difference: SetupDifference
        /// Sorted.
        package let concerns: [CellName]
    }

    /// Of each cell that both runs have.
    package let cells: [CellName: SetupComparison]
    /// Facts before settings, vars and what also differs; the ones that concern more cells first.
    package let differences: [Difference]

    /// Whether all common cells are like for like.
    package var likeForLike: LikeForLike { .all(cells.values.map(\.likeForLike)) }

    /// Compares the cells that both sides have.
    package init(_ left: [CellSetup], _ right: [CellSetup]) {
        let others = Dictionary(right.map { ($0.name, $0) }) { first, _ in first }
        var cells: [CellName: SetupComparison] = [:]
        var concerns: [SetupDifference: [CellName]] = [:]
        for cell in left {
            guard let other = others[cell.name], cells[cell.name] == nil else { continue }
            let comparison = SetupComparison(cell, other)
            cells[cell.name] = comparison
            for difference in comparison.differences { concerns[difference, default: []].append(cell.name) }
        }
        self.cells = cells
        differences = concerns.map { Difference(difference: $0, concerns: $1.sorted()) }.sorted {
            Self.order($0) < Self.order($1)
        }
    }

    private static func order(_ found: Difference) -> (Int, Int, String, String) {
        let kinds: [SetupDifference.Kind] = [.fact, .setting, .var, .also]
        let kind = kinds.firstIndex(of: found.difference.kind) ?? kinds.count
        return (kind, -found.concerns.count, found.difference.file ?? "", found.difference.name)
    }
}
