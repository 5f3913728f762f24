import Synchronization
import Testing

@testable import Ingest

struct `Turns of uploads` {
    private let begun = Begun()

    /// The names of those that have begun, in their order.
    private final class Begun: Sendable {
        private let names = Mutex<[String]>([])

        func note(_ name: String) { names.withLock { $0.append(name) } }

        var all: [String] { names.withLock(\.self) }
    }

    private func take(_ size: Int, _ name: String, _ turns: UploadTurns) {
        turns.take(size) { [begun] in begun.note(name) }
    }

    @Test func `come in their order, as many as fit`() {
        let turns = UploadTurns(limit: 10)
        for (size, name) in [(4, "a"), (6, "b"), (1, "c"), (9, "d"), (1, "e")] { take(size, name, turns) }
        #expect(begun.all == ["a", "b"])
        turns.end(4)
        #expect(begun.all == ["a", "b", "c"], "d does not fit, and e does not overtake it")
        turns.end(6)
        #expect(begun.all == ["a", "b", "c", "d"])
        turns.end(1)
        #expect(begun.all == ["a", "b", "c", "d", "e"])
    }

    @Test func `come to one that is larger than all that may be, once it is alone`() {
        let turns = UploadTurns(limit: 10)
        take(1, "a", turns)
        take(99, "b", turns)
        #expect(begun.all == ["a"])
        turns.end(1)
        #expect(begun.all == ["a", "b"])
        take(1, "c", turns)
        #expect(begun.all == ["a", "b"])
        turns.end(99)
        #expect(begun.all == ["a", "b", "c"])
    }

    @Test func `come to those that wait where one ends at once`() {
        let turns = UploadTurns(limit: 1)
        for number in 0..<1_000 {
            turns.take(1) { [begun] in
                begun.note("\(number)")
                turns.end(1)
            }
        }
        #expect(begun.all == (0..<1_000).map(String.init))
    }
}
