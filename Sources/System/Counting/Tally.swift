/// How often each of some things has happened; a value.
package struct Tally<Thing: Hashable & Sendable>: Equatable, Sendable {
    /// The counts of what has happened at least once.
    package private(set) var counts: [Thing: UInt64] = [:]

    /// Nothing has happened.
    package init() {}

    /// How often a thing has happened.
    package subscript(thing: Thing) -> UInt64 { counts[thing] ?? 0 }

    /// Counts a thing.
    package mutating func note(_ thing: Thing) { counts[thing, default: 0] += 1 }
}
