/// Values up to a number of bytes, of which the one that was used the longest time ago is given up first.
///
/// A value; whoever shares one guards it.
package struct RecencyCache<Key: Hashable, Value> {
    private struct Entry {
        let value: Value
        let byteCount: Int
        var lastUse: UInt64
    }

    private let byteLimit: Int
    private let entryLimit: Int
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0
    /// How many bytes its values have together.
    package private(set) var byteCount = 0

    /// An empty cache.
    ///
    /// To find the oldest of `entryLimit` values takes time at each one that is given up.
    package init(byteLimit: Int, entryLimit: Int = 1024) {
        self.byteLimit = byteLimit
        self.entryLimit = entryLimit
    }

    /// A value, which counts as used now; nil where it is not here.
    package mutating func use(_ key: Key) -> Value? {
        guard let place = entries.index(forKey: key) else { return nil }
        clock &+= 1
        entries.values[place].lastUse = clock
        return entries.values[place].value
    }

    /// Puts a value in place of what had its key; returns what is given up for it: the value itself where it is larger than
    /// the cache.
    package mutating func put(_ value: Value, as key: Key, byteCount: Int) -> [Value] {
        var givenUp = [remove(key)].compactMap(\.self)
        clock &+= 1
        entries[key] = Entry(value: value, byteCount: byteCount, lastUse: clock)
        self.byteCount += byteCount
        while self.byteCount > byteLimit || entries.count > entryLimit,
            let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
        {
            givenUp += [remove(oldest)].compactMap(\.self)
        }
        return givenUp
    }

    /// Takes a value out.
    @discardableResult
    package mutating func remove(_ key: Key) -> Value? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        byteCount -= entry.byteCount
        return entry.value
    }
}
