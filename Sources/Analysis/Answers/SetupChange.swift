package import Model

/// What of the setup changed from one run to another.
package struct SetupChange: Sendable {
    /// Without facts that break nothing.
    package let differences: [ComparisonAnswer.Difference]
    package let likeForLike: LikeForLike
}

extension Answers {
    /// Compares the setups of two runs, in the cells that both have.
    ///
    /// - Throws: `LibraryError` of the library.
    /// - Returns: What changed; nil where a run is not there, or nothing is computed of it yet.
    package func setupChange(from earlier: RunID, to later: RunID) throws(LibraryError) -> SetupChange? {
        let (runs, _) = try reader(asOf: nil).runs([earlier, later])
        guard runs.count == 2 else { return nil }
        let contrast = try setupContrast([ComparedItem(run: earlier), ComparedItem(run: later)], runs)
        let differences = contrast.differences.filter { $0.difference.kind != .also }.map {
            ComparisonAnswer.Difference(
                difference: $0.difference, values: $0.values, concerns: $0.concerns)
        }
        return SetupChange(differences: differences, likeForLike: contrast.likeForLike)
    }
}
