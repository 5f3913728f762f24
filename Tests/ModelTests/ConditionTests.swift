import Synchronization
import Testing

@testable import Model
@testable import System

@Suite struct `The condition` {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test func `a trouble is logged when it begins and when it ends, however often it is told`() {
        let lines = Lines()
        let condition = Condition { lines.add("\($0): \($1)") }
        for number in 1...3 {
            condition.set(.space, to: "Only \(number) left.", at: Self.time(Int64(number)))
        }
        #expect(condition.troubles == [Trouble(.space, "Only 3 left.", since: Self.time(1))])
        for _ in 1...3 { condition.set(.space, to: nil, at: Self.time(12_345)) }
        #expect(condition.troubles == [])
        #expect(lines.all == ["error: Only 1 left.", "info: over after 12.3 s: Only 3 left."])
    }

    @Test func `troubles stand in the order in which they began`() {
        let condition = Condition { _, _ in }
        condition.set(.storage(errno: 5), to: "b", at: Self.time(2))
        condition.set(.inbox, to: "c", at: Self.time(3))
        condition.set(.storage(errno: 28), to: "a", at: Self.time(1))
        #expect(condition.troubles.map(\.detail) == ["a", "b", "c"])
    }
}
