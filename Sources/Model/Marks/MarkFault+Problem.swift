extension MarkFault {
    /// The problem for whoever sent the words with a run; the run is filed without them.
    package var problem: Problem { Problem(.notesRefused, "The words about the run are refused: \(self).") }
}
