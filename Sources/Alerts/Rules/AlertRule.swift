package import Model
import System

/// What is watched for, and who is notified.
package struct AlertRule: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A metric is worse beyond noise than its segment.
        case worse(cells: CellPattern, metric: String?, margin: Double, crossesSetups: Bool)
        /// The audit finds a law broken.
        case law(cells: CellPattern, laws: Set<AuditLaw>, verdicts: Set<Finding.Verdict>)
        /// No run has come from a rig for some time.
        case noRun(rig: NamePattern, within: Duration)
        /// Something keeps the daemon from its work, or is damaged.
        case trouble
    }

    /// Some cells of some rigs.
    package struct CellPattern: Equatable, Sendable {
        package var benchmark = NamePattern("*")
        package var filesystem = NamePattern("*")
        package var rig = NamePattern("*")

        /// All cells of all rigs.
        package init() {}
    }

    package let name: String
    package let kind: Kind
    /// The names of its targets.
    package let targets: [String]

    /// Makes the value from its fields; nothing is checked.
    package init(name: String, kind: Kind, targets: [String]) {
        (self.name, self.kind, self.targets) = (name, kind, targets)
    }
}

extension AlertRule {
    /// What it looks for, in one sentence without a full stop.
    package var sentence: String {
        switch kind {
        case .worse(let cells, let metric, let margin, let crossesSetups):
            "\(metric ?? "a main metric") of \(cells.text) is worse beyond noise by more than"
                + " \(ValueFormat.percent(margin))" + (crossesSetups ? ", also with another setup" : "")
        case .law(let cells, let laws, let verdicts):
            "the audit finds "
                + (laws.isEmpty
                    ? "a law" : "law \(laws.map { "\($0.rawValue)" }.sorted().joined(separator: ", "))")
                + " \(verdicts.map(\.rawValue).sorted().joined(separator: " or ")) in \(cells.text)"
        case .noRun(let rig, let within): "no run comes from \(rig.text) within \(Quantity.text(within))"
        case .trouble: "something keeps benchd from its work, or a filed file is damaged"
        }
    }
}

extension AlertRule.CellPattern {
    fileprivate var text: String {
        [
            benchmark.fitsAll ? "any benchmark" : benchmark.text,
            "on " + (filesystem.fitsAll ? "any filesystem" : filesystem.text),
            "of " + (rig.fitsAll ? "any rig" : rig.text),
        ].joined(separator: " ")
    }
}
