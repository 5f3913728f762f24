extension DeadlineTable {
    /// The descriptors of the connections that must end so that there is room for a new one.
    ///
    /// Those that wait for a request end first, the oldest first, then those whose header has not come whole, then those that send
    /// what is thrown away. One that began less than a second ago comes after all others: its client may just be sending. A connection
    /// with a request that may be answered stays. A new connection of an address that has too many ends itself if none of the others can.
    mutating func makeRoom(beside new: ID, at now: Instant) -> [CInt] {
        var descriptors: [CInt] = []
        let descriptor = entries[new]?.descriptor
        if let address = entries[new]?.address,
            count(where: { $0.address == address }) > serverLimits.connectionCountOfAddress
        {
            descriptors += end(
                oldestIdle(at: now) { $0.address == address && $0.descriptor != descriptor } ?? new)
        }
        if entries.count - leavingCount > serverLimits.connectionCount,
            let id = oldestIdle(at: now, { $0.descriptor != descriptor })
        {
            descriptors += end(id)
        }
        return descriptors
    }

    private func count(where condition: (Entry) -> Bool) -> Int {
        entries.values.count { !$0.isLeaving && condition($0) }
    }

    private func oldestIdle(at now: Instant, _ condition: (Entry) -> Bool) -> ID? {
        var first: (id: ID, rank: Int, since: Instant)?
        for (id, entry) in entries where !entry.isLeaving && condition(entry) {
            guard let rank = entry.rankOfLeaving(at: now) else { continue }
            if let first, (first.rank, first.since) <= (rank, entry.since) { continue }
            first = (id, rank, entry.since)
        }
        return first?.id
    }

    private mutating func end(_ id: ID) -> [CInt] {
        entries[id]?.isLeaving = true
        leavingCount += 1
        entries[id]?.deadline = nil
        return entries[id].map { [$0.descriptor] } ?? []
    }
}

extension DeadlineTable.Entry {
    /// Which connections give way first; nil for those that do not.
    fileprivate func rankOfLeaving(at now: DeadlineTable.Instant) -> Int? {
        let isYoung = since + .seconds(1) > now
        return switch activity {
        case .idle: isYoung ? 3 : 0
        case .sendingHeader: isYoung ? 4 : 1
        case .sendingRefusedBody: 2
        case .sendingBody, .waiting, .receiving, .streaming: nil
        }
    }
}
