import Model

extension Comparer {
    /// Whether a candidate may pass beside a baseline.
    ///
    /// In cells where the two are of one setup the candidate is judged against the prediction interval of all other runs
    /// of that setup; in the others by its difference from the baseline.
    ///
    /// - Parameters:
    ///   - candidate: The run to judge.
    ///   - baseline: The run that it is compared with.
    ///   - measurements: All numbers of both, and of the repeats of the candidate.
    ///   - margin: The share that a loss may have.
    /// - Returns: The outcome, with the cells that decide it.
    package func gate(
        _ candidate: ComparedItem, against baseline: ComparedItem, _ measurements: [Measurement],
        margin: Double
    ) -> Gate {
        let rows = rows([baseline, candidate], measurements)
        let cells = rows.map(gated)
        var differences = Judge(margin: self.margin).judge(cells.compactMap(\.self)).makeIterator()
        let compared = zip(rows, cells).map { row, cell in
            ComparedCell(
                name: row.name, isMain: row.isMain, direction: row.direction, sides: row.sides,
                against: [nil, cell == nil ? nil : differences.next()])
        }
        return Gate(compared, margin: margin)
    }

    private func gated(_ row: Row) -> JudgedCell? {
        guard let cell = judgedCell(row, 1), cell.isOfOneSetup, let candidate = row.sides[1] else {
            return judgedCell(row, 1)
        }
        return JudgedCell(
            contrast: prediction(of: candidate.measurement), direction: row.direction,
            isInFamily: row.isMain && row.direction != nil, isOfOneSetup: true,
            knownVerdict: candidate.measurement.isFailed ? .failed : nil, logarithms: ([], []))
    }

    /// The candidate alone against the mean of the other runs of its setup, with noise that does not contain it.
    private func prediction(of candidate: Measurement) -> Contrast? {
        let original = noise.index.copies.original(of: candidate.run)
        let group = RepeatIndex.Group(cell: candidate.cell, setup: candidate.setup)
        let others = (noise.index.groups[group] ?? []).filter { $0.run != original }
        let own = CellRepeat(candidate).map { [$0] } ?? []
        let known = noise.noise(of: candidate.cell, without: .run(candidate.run))
        return .independent(others, known, own, known)
    }
}
