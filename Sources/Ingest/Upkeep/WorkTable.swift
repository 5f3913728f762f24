/// What is being done now and since when; a value without clock.
struct WorkTable {
    /// One piece of work.
    struct Entry: Equatable {
        /// Such as "reading rig-07/aggregated_report.json".
        let name: String
        let since: ContinuousClock.Instant
    }

    /// A piece of work that lasts longer than this is named in health.
    static let patience = Duration.seconds(10)
    /// So many are named, the longest first.
    private static let namedLimit = 3

    private var entries: [Int: Entry] = [:]
    private var count = 0

    var isEmpty: Bool { entries.isEmpty }

    /// Enters a piece of work; returns what ends it.
    mutating func begin(_ name: String, at now: ContinuousClock.Instant) -> Int {
        count += 1
        entries[count] = Entry(name: name, since: now)
        return count
    }

    mutating func end(_ number: Int) { entries[number] = nil }

    /// What is done now, the oldest first.
    var names: [String] { sorted.map(\.name) }

    /// When the next piece of work has lasted too long; nil where all have, or there is none.
    func nextOverdue(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        entries.values.map { $0.since + Self.patience }.filter { $0 > now }.min()
    }

    /// What lasts too long, in a sentence; nil while nothing does.
    func sentence(at now: ContinuousClock.Instant) -> String? {
        let overdue = sorted.filter { $0.since + Self.patience <= now }
        guard let oldest = overdue.first else { return nil }
        let seconds = oldest.since.duration(to: now).components.seconds
        let named = overdue.prefix(Self.namedLimit).map(\.name).joined(separator: ", ")
        let more = overdue.count > Self.namedLimit ? " and \(overdue.count - Self.namedLimit) more" : ""
        return "Work takes long (\(seconds) s so far): \(named)\(more). Everything else goes on;"
            + " if this work does not end, check the disk that it reads or writes."
    }

    private var sorted: [Entry] { entries.sorted { $0.key < $1.key }.map(\.value) }
}
