import Simulation

/// The table of docs/statistics.md, in Markdown.
enum SimulationTable {
    static func printRows(families: Int) {
        print(
            """
            | runs a side | earlier runs | family-wise error | changes found | detectable alone | detectable in the family |
            | --- | --- | --- | --- | --- | --- |
            """)
        let designs = Design.grid + Design.single
        var errors: [Double] = []
        for (number, design) in designs.enumerated() {
            let result = Simulation.run(design, families: families, seed: UInt64(number) + 1)
            print(row(result))
            if !design.isEarlierOfBaseline { errors.append(error(of: result)) }
        }
        let mean = errors.reduce(0, +) / Double(errors.count)
        print("| the first twelve together | | \(percent(mean)) | | | |")
    }

    private static func error(of result: SimulationResult) -> Double {
        Double(result.falseFamilies) / Double(result.families)
    }

    private static func row(_ result: SimulationResult) -> String {
        let design = result.design
        let place =
            design.isEarlierOfBaseline ? "\(design.earlier), with the baseline's setup" : "\(design.earlier)"
        let found = result.planted > 0 ? percent(Double(result.found) / Double(result.planted)) : "no noise"
        return "| \(design.runs) | \(place) | \(percent(error(of: result))) | \(found) "
            + "| \(percent(result.detectableAlone)) | \(percent(result.detectableInFamily)) |"
    }

    private static func percent(_ share: Double?) -> String {
        guard let share else { return "" }
        let tenths = Int(exactly: (share * 1_000).rounded()) ?? 0
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
