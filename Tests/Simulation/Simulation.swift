import Analysis
import Glibc
import Model

/// How often the verdicts of a design are wrong, and how often they find a planted change.
package struct SimulationResult: Equatable, Sendable {
    package let design: Design
    /// Families of 36 cells without a difference.
    package let families: Int
    /// Of these, those with at least one `better` or `worse`.
    package let falseFamilies: Int
    /// Changes of twice the smallest detectable change of their cell, one a family; 0 without noise.
    package let planted: Int
    /// Of these, those found.
    package let found: Int
    /// The medians of the smallest detectable changes, as shares: of a cell in the family, and of a cell that is tested
    /// alone at 5 %; nil without noise.
    package let detectableInFamily: Double?
    package let detectableAlone: Double?
}

/// Compares simulated libraries in the same way as real ones.
package enum Simulation {
    /// The result of a design; equal seeds give equal results, and changes are planted only if asked for.
    package static func run(
        _ design: Design, families: Int, seed: UInt64, planting: Bool = true
    ) -> SimulationResult {
        var generator = SeededGenerator(seed: seed)
        var (falseFamilies, planted, found) = (0, 0, 0)
        var (inFamily, alone): ([Double], [Double]) = ([], [])
        for number in 0..<families {
            guard var library = SimulatedLibrary(design, &generator) else { continue }
            let differences = compare(library, design)
            falseFamilies += differences.contains { $0.verdict == .better || $0.verdict == .worse } ? 1 : 0
            inFamily += differences.compactMap(\.smallestDetectable)
            alone += differences.compactMap { smallestAlone($0.noise, design) }
            let place = number % SimulatedLibrary.cells.count
            guard planting, differences.indices.contains(place),
                let smallest = differences[place].smallestDetectable
            else {
                continue
            }
            library.plant(1 + 2 * smallest, in: SimulatedLibrary.cells[place])
            planted += 1
            found += compare(library, design)[place].verdict == .better ? 1 : 0
        }
        return SimulationResult(
            design: design, families: families, falseFamilies: falseFamilies, planted: planted, found: found,
            detectableInFamily: OrderStatistics.median(inFamily),
            detectableAlone: OrderStatistics.median(alone))
    }

    private static func compare(_ library: SimulatedLibrary, _ design: Design) -> [Difference] {
        let noise = NoiseModel(RepeatIndex(library.measurements))
        let comparer = Comparer(noise: noise, withRepeats: !design.isEarlierOfBaseline)
        let items = [ComparedItem(run: library.baseline), ComparedItem(run: library.candidate)]
        return comparer.compare(items, library.measurements).cells.compactMap { $0.against.last ?? nil }
    }

    private static func smallestAlone(_ noise: Noise?, _ design: Design) -> Double? {
        guard let noise, let t = StudentT(degreesOfFreedom: noise.degreesOfFreedom),
            let critical = t.critical(tails: 0.05), let power = t.quantile(0.8)
        else { return nil }
        return expm1((critical + power) * noise.deviation * (2 / Double(design.runs)).squareRoot())
    }
}
