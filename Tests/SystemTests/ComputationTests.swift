import Synchronization
import Testing

@testable import System

@Suite struct `A computation` {
    @Test(arguments: [0, 1, 2, 40]) func `gives each value its place`(count: Int) {
        let (result, values) = Computation.during(
            name: "test", count: count, note: { "\($0)" }, { $0 * $0 }, { "done" })
        #expect(result == "done" && values == (0..<count).map { $0 * $0 })
    }

    @Test func `goes on while its owner waits`() throws {
        let waker = try Waker()
        let (_, values) = Computation.during(
            name: "test", count: 1, note: { "\($0)" },
            { (place) -> Int in
                waker.wake()
                return place
            }, { waker.wait(atMost: nil) })
        #expect(values == [0])
    }
}
