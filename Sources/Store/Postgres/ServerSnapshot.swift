/// Which transactions a look at the database has seen: the text form of `pg_snapshot` (section 9.27.10 of PostgreSQL's manual).
struct ServerSnapshot: Equatable {
    /// No transaction from this on was over.
    private let end: UInt64
    /// These before it were under way.
    private let open: Set<UInt64>

    /// Reads `xmin:xmax:xip,xip`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, UInt64(parts[0]) != nil, let end = UInt64(parts[1]) else { return nil }
        let open = parts[2].split(separator: ",").map { UInt64($0) }
        guard open.allSatisfy({ $0 != nil }) else { return nil }
        self.end = end
        self.open = Set(open.compactMap(\.self))
    }

    /// Whether a transaction was over.
    func sees(_ transaction: UInt64) -> Bool { transaction < end && !open.contains(transaction) }
}
