/// What people say of a run: it lies beside the report, never in it.
package struct RunMark: Equatable, Sendable {
    /// A few words that tell the run from others.
    package var label: String?
    package var note: String?
    /// In the order in which they were given.
    package var tags: [String] = []
    /// Why the run is out of noise, ranks and trends; nil for a run that counts.
    package var exclusion: String?
    /// Whether `benchd prune` must leave it.
    package var isPinned = false

    /// Nothing.
    package init() {}

    /// Whether the run is out of noise, ranks and trends.
    package var isExcluded: Bool { exclusion != nil }
}
