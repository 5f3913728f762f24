import Testing

@testable import Analysis
@testable import Model

/// Verdicts on the real reports, with the noise that a baseline and its repeat show.
@Suite struct `Verdicts on real runs` {
    let repeats: [Measurement]

    init() throws {
        repeats =
            try fixture("baseline", 1, setup: "baseline", iterations: 2)
            + fixture("baseline-repeat", 2, setup: "baseline", iterations: 1)
    }

    private func compare(with name: String, iterations: Int? = 1) throws -> Comparison {
        let all = repeats + (try fixture(name, 3, setup: name, iterations: iterations))
        let items = [ComparedItem(run: try run(1)), ComparedItem(run: try run(3))]
        return Comparer(noise: NoiseModel(all)).compare(items, all)
    }

    @Test func `other mount options make exactly two cells worse`() throws {
        let comparison = try compare(with: "mount-options")
        #expect(comparison.familySize == 36)
        let decided = comparison.differences(ofSide: 1).filter { $0.difference.verdict != .undecided }
        let found = decided.map { cell, difference in
            "\(cell.name.benchmark) \(cell.name.filesystem ?? "") \(difference.verdict?.rawValue ?? "")"
        }
        #expect(
            found.sorted() == [
                "fio-seqwrite-1m ext4_overlay2 worse", "postgres-pgbench xfs_overlay2 worse",
            ])
        let figures = decided.map { _, difference in
            (
                percent: ((difference.ratio ?? 0) * 100 - 100).rounded(),
                p: ((difference.p ?? 1) * 1e4).rounded()
            )
        }.sorted { $0.percent < $1.percent }
        #expect(figures.map(\.percent) == [-82, -49])
        #expect(figures.map(\.p) == [2, 4])
    }

    @Test func `a shorter read-ahead makes nothing better or worse`() throws {
        let comparison = try compare(with: "readahead-16k")
        #expect(comparison.familySize == 24)
        #expect(
            comparison.differences(ofSide: 1).allSatisfy { $0.difference.verdict == .undecided })
    }

    @Test func `the noise says from what it was learned`() throws {
        let comparison = try compare(with: "mount-options")
        for (_, difference) in comparison.differences(ofSide: 1) {
            let noise = try #require(difference.noise)
            #expect(noise.level == .benchmark && noise.repeats == 2 && noise.degreesOfFreedom == 5)
            #expect(noise.within == 60_000)
        }
    }

    @Test func `a baseline and its repeat are of one setup and have no verdicts`() throws {
        let items = [ComparedItem(run: try run(1)), ComparedItem(run: try run(2))]
        let comparison = Comparer(noise: NoiseModel(repeats)).compare(items, repeats)
        #expect(comparison.isOfOneSetup == [false, true] && comparison.familySize == 0)
        #expect(comparison.differences(ofSide: 1).allSatisfy { $0.difference.verdict == nil })
    }

    @Test func `verdicts do not depend on how many iterations the runs had`() throws {
        let weighted = try compare(with: "mount-options").differences(ofSide: 1).map(\.difference.verdict)
        let unknown = try compare(with: "mount-options", iterations: nil).differences(ofSide: 1)
            .map(\.difference.verdict)
        #expect(weighted == unknown)
    }
}
