import Simulation
import Testing

@testable import Analysis

/// The table of docs/statistics.md, small: `bench/simulation` makes it whole.
@Suite struct `Simulated libraries` {
    @Test func `verdicts are wrong in at most 6 % of the families`() {
        var (families, wrong) = (0, 0)
        for (number, design) in Design.grid.enumerated() {
            let result = Simulation.run(design, families: 16, seed: UInt64(number) + 1, planting: false)
            families += result.families
            wrong += result.falseFamilies
        }
        #expect(families == 192)
        #expect(Double(wrong) / Double(families) <= 0.06)
    }

    @Test func `twice the smallest detectable change is found`() throws {
        let result = Simulation.run(Design(runs: 4, earlier: 10), families: 12, seed: 4)
        #expect(result.planted == 12 && result.found == 12)
        #expect(isClose(result.detectableAlone, 0.2, within: 0.03))
        #expect(isClose(result.detectableInFamily, 0.31, within: 0.05))
    }

    @Test func `equal seeds give equal results`() {
        let design = Design(runs: 1, earlier: 2)
        #expect(Simulation.run(design, families: 3, seed: 8) == Simulation.run(design, families: 3, seed: 8))
    }
}
