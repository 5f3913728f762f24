import Analysis
import Model

/// What a gate says, in lines for people.
enum GateText {
    private static let untoldLimit = 20

    /// The outcome first, then the cells that keep the gate from passing.
    static func lines(_ answer: GateAnswer) -> [String] {
        let margin = ValueFormat.percent(answer.margin)
        let gate = answer.gate
        let judged = Prose.count(gate.cells.count, "main metric")
        switch gate.outcome {
        case .passes: return ["gate: passes; none of \(judged) can be worse by more than \(margin)"]
        case .fails:
            let cells = gate.failed.map { "\($0.text) (failed)" } + gate.worse.map(\.text)
            return ["gate: fails; worse beyond noise, of \(judged): \(cells.joined(separator: ", "))"]
        case .cannotTell:
            let cells = gate.untold.prefix(untoldLimit).map { untold in
                let name = untold.name.text
                return "  \(name)\(name.isEmpty ? "" : ": ")\(untold.reason.text)"
            }
            let rest = gate.untold.count - cells.count
            let passing = gate.passingMargin.map {
                ["  It would pass with --margin \(ValueFormat.option($0, roundedUp: true))."]
            }
            let count = gate.cells.isEmpty ? "" : ", for \(gate.untold.count) of \(judged)"
            return ["gate: cannot be told at \(margin)\(count)"] + (passing ?? []) + cells
                + (rest > 0 ? ["  and \(rest) more (--json)"] : [])
        }
    }
}
