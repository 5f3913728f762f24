package import System

/// What is wrong with a filed file.
package struct Damage: Error, Equatable, Sendable, CustomStringConvertible {
    package let path: FilePath
    /// What follows the path in a sentence: "it has 12 bytes and was filed with 40".
    package let reason: String

    /// Makes the value from its fields; nothing is checked.
    package init(path: FilePath, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// "data/x.json: its SHA-256 is not the one it was filed with".
    package var description: String { "\(path): \(reason)" }
}

/// What is wrong with a run's report or config.
package struct PartDamage: Equatable, Sendable {
    package let id: RunID
    package let part: FiledPart
    package let damage: Damage

    /// Makes the value from its fields; nothing is checked.
    package init(id: RunID, part: FiledPart, damage: Damage) {
        self.id = id
        self.part = part
        self.damage = damage
    }

    /// The problem for the client that asks for the part.
    package var problem: Problem {
        let name = part == .report ? "report" : "config archive"
        return Problem(
            part == .report ? .reportDamaged : .configDamaged,
            "The filed \(name) of the run \(id) is damaged: \(damage.reason)."
                + " benchd shows no part of it; send the same file once more, or have the operator of the server put back \(damage.path.lastComponent).",
            status: 500)
    }

    /// The sentence for the operator.
    package var sentence: String {
        "The run \(id) is damaged (\(damage)): its \(part.rawValue) is not shown; send the same file once more,"
            + " or put it back from a backup, and benchd goes on by itself."
    }
}
