/// Takes runs out of a library for good; safe from any thread.
package protocol RunRemoval: Sendable {
    /// Removes runs with all their files; of each a tombstone stays. When it returns, that is durable and every answer says so.
    ///
    /// A run that is pinned stays.
    /// - Throws: `LibraryError`; what was removed before it stays removed.
    func remove(_ ids: [RunID], because reason: String) throws(LibraryError) -> [RemovalOutcome]
}
