extension MarkFault {
    /// The problem for whoever sent the words with a run; the run is filed without them.
    package var problem: Problem { Problem(.notesRefused, "The words about the run are refused: \(self).") }
}

extension Problem {
    /// The warning that a run keeps what people said of it first.
    package static let keptMark = Problem(
        .notesKept,
        "The run has another label, note or tags already and keeps them; benchd note changes them.")

    /// The warning that a run keeps notes that cannot be read.
    package static func notesKept(_ damage: Damage) -> Problem {
        Problem(.notesKept, "The notes of the run are damaged and were not changed: \(damage.reason).")
    }
}
