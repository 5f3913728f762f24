import System

/// How many different wrong tokens an address may try.
///
/// The same wrong token again is a rig with an old one, which must not keep out others behind its address; many
/// different ones are a guess. A value with the time passed in, of bounded size.
struct AttemptLimit: Sendable {
    private struct Key: Hashable {
        let network: NetworkAddress?
        let isForeign: Bool
    }

    private struct Entry {
        var tried: Set<Digest> = []
        /// When the tries are forgotten.
        var end: ContinuousClock.Instant

        var isStopped: Bool { tried.count >= AttemptLimit.most }
    }

    /// How many an address may try in `period`.
    static let most = 10
    static let period = Duration.seconds(60)
    private static let mostAddresses = 4096

    /// How many addresses are remembered.
    var addressCount: Int { entries.count }

    private var entries: [Key: Entry] = [:]

    /// How long an address must wait before its next try; nil where it need not.
    ///
    /// `isForeign` is for what a page of another site may have its reader's browser send: such tries count apart.
    func wait(of address: String, isForeign: Bool, at now: ContinuousClock.Instant) -> Duration? {
        guard let entry = entries[Self.key(address, isForeign)], entry.isStopped, now < entry.end else {
            return nil
        }
        return entry.end - now
    }

    /// Notes a wrong token.
    mutating func note(
        _ secret: String, from address: String, isForeign: Bool, at now: ContinuousClock.Instant
    ) {
        let key = Self.key(address, isForeign)
        if entries[key] == nil, entries.count >= Self.mostAddresses { makeRoom(at: now) }
        var entry = entries[key] ?? Entry(end: now + Self.period)
        if now >= entry.end { entry = Entry(end: now + Self.period) }
        if !entry.isStopped { entry.tried.insert(Digest.of(Array(secret.utf8))) }
        entries[key] = entry
    }

    /// Forgets what is over; where nothing is, the half that ends first, but none that is stopped while there are others.
    private mutating func makeRoom(at now: ContinuousClock.Instant) {
        entries = entries.filter { now < $0.value.end }
        guard entries.count >= Self.mostAddresses else { return }
        let order = entries.sorted {
            ($0.value.isStopped ? 1 : 0, $0.value.end) < ($1.value.isStopped ? 1 : 0, $1.value.end)
        }
        for (key, _) in order.prefix(Self.mostAddresses / 2) { entries[key] = nil }
    }

    /// A client has as many IPv6 addresses as it likes in its network of 64 bits.
    private static func key(_ address: String, _ isForeign: Bool) -> Key {
        Key(network: NetworkAddress(address)?.network, isForeign: isForeign)
    }
}
