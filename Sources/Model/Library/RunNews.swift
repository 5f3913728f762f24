/// A change of a run that was filed.
package struct RunNews: Equatable, Sendable {
    /// What has changed.
    package enum Change: String, CaseIterable, Sendable {
        /// The run is new.
        case filed
        /// It got a config, or people say something else of it.
        case changed
        /// Its tombstone is all that is left.
        case removed
    }

    package let id: RunID
    package let change: Change

    /// News of a run.
    package init(id: RunID, _ change: Change) {
        self.id = id
        self.change = change
    }
}
