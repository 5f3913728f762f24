import Model

/// A gate as JUnit XML: a test case for each main metric, failed where it is worse, skipped where that cannot be told.
package struct JUnitReport {
    private let answer: GateAnswer

    package init(_ answer: GateAnswer) { self.answer = answer }

    private enum Outcome {
        case passed
        case failed(String)
        case skipped(String)
    }

    package var xml: String {
        let cases = answer.comparison.comparison.cells.filter { $0.isMain && $0.direction != nil }.map {
            cell in
            (cell, outcome(of: cell))
        }
        let failures = cases.count { if case .failed = $0.1 { true } else { false } }
        let skipped = cases.count { if case .skipped = $0.1 { true } else { false } }
        let lines = cases.map { cell, outcome in
            let head =
                "  <testcase classname=\"\(Self.escaped(cell.name.benchmark))\" name=\"\(Self.escaped(name(cell)))\""
            switch outcome {
            case .passed: return head + "/>"
            case .failed(let message):
                return head + "><failure message=\"\(Self.escaped(message))\"/></testcase>"
            case .skipped(let message):
                return head + "><skipped message=\"\(Self.escaped(message))\"/></testcase>"
            }
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="benchd compare --gate" tests="\(cases.count)" failures="\(failures)" skipped="\(skipped)" errors="0">
            \(lines.joined(separator: "\n"))
            </testsuite>

            """
    }

    private func name(_ cell: ComparedCell) -> String {
        [cell.name.filesystem, cell.name.metric].compactMap(\.self).joined(separator: " ")
    }

    private func outcome(of cell: ComparedCell) -> Outcome {
        let gate = answer.gate
        let change = (cell.against.last ?? nil)?.ratio.map(ValueFormat.change) ?? "no value above 0"
        if gate.failed.contains(cell.name) { return .failed("the value is 0 or below") }
        if gate.worse.contains(cell.name) { return .failed("worse beyond noise: \(change)") }
        if let untold = gate.untold.first(where: { $0.name == cell.name }) {
            return .skipped(untold.reason.text)
        }
        return .passed
    }

    /// A text in an attribute; what XML 1.0 cannot hold becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
