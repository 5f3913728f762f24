/// Changes what people say of runs.
package protocol RunMarking: Sendable {
    /// Changes the mark of a run; when it returns, that is durable and visible.
    ///
    /// From any thread that may wait for the disk.
    /// - Throws: `LibraryError`; then it is as it was before, or what it should be and not durable.
    func mark(_ run: RunChoice, _ change: MarkChange) throws(LibraryError) -> MarkOutcome
}
