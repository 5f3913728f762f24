import Analysis
import Model

/// The rows of a comparison's page as CSV, with numbers as they are.
enum ComparisonCSV {
    private static let columns = [
        "benchmark", "filesystem", "metric", "unit", "direction", "baseline", "side", "baseline_value",
        "value",
        "ratio", "low", "high", "level", "p", "verdict", "not_judged", "repeats_needed", "noise",
        "degrees_of_freedom", "baseline_audit", "audit", "explained_by",
    ]

    /// All rows, in their order.
    static func bytes(_ rows: [ComparisonRow], _ answer: ComparisonAnswer) -> [UInt8] {
        var bytes = Array("\(columns.joined(separator: ","))\r\n".utf8)
        for row in rows {
            for (place, text) in fields(row, answer).enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += text
            }
            bytes += "\r\n".utf8
        }
        return bytes
    }

    private static func fields(_ row: ComparisonRow, _ answer: ComparisonAnswer) -> [[UInt8]] {
        let (cell, difference) = (row.cell, row.difference)
        let (first, second) = (cell.sides[0], cell.sides[row.side])
        let names = [
            cell.name.benchmark, cell.name.filesystem, cell.name.metric, cell.name.unit?.rawValue,
            cell.direction?.rawValue, text(answer.sides[0].item), text(answer.sides[row.side].item),
        ]
        let numbers = [
            first?.value, second?.value, difference?.ratio, difference?.interval?.lowerBound,
            difference?.interval?.upperBound, difference?.intervalLevel, difference?.p,
        ]
        let verdict = [
            difference?.verdict?.rawValue, cell.unjudged(side: row.side)?.rawValue,
            row.difference?.repeatsNeeded?.exactText,
        ]
        let noise = [difference?.noise?.relative, difference?.noise?.degreesOfFreedom]
        let marks = [first, second].map { $0.flatMap { answer.marks[$0]?.rawValue } }
        return names.map(CSV.field) + numbers.map(number) + verdict.map(CSV.field) + noise.map(number)
            + (marks + [row.causes.joined(separator: "; ")]).map(CSV.field)
    }

    private static func number(_ value: Double?) -> [UInt8] {
        value.map { Array(ValueFormat.exact($0).utf8) } ?? []
    }

    private static func text(_ item: ComparedItem) -> String {
        item.run.description + (item.filesystem.map { ":\($0)" } ?? "")
    }
}
