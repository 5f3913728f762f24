import Testing

@testable import Web

/// Which events a listener that was away can still have.
@Suite struct EventRingTests {
    private func ring(_ count: Int) -> EventRing {
        var ring = EventRing(byteLimit: 30)
        for _ in 0..<count { _ = ring.add { _ in [UInt8](repeating: 0, count: 10) } }
        return ring
    }

    @Test func `an empty ring has nothing to tell after its beginning`() {
        #expect(ring(0).events(after: 0).map { $0.map(\.number) } == [])
        #expect(ring(0).events(after: 1).map { $0.map(\.number) } == nil)
    }

    @Test func `what is kept is told once, and what is lost is said`() {
        let ring = ring(5)
        #expect(ring.events.map(\.number) == [3, 4, 5])
        #expect(ring.events(after: 5).map { $0.map(\.number) } == [])
        #expect(ring.events(after: 4).map { $0.map(\.number) } == [5])
        #expect(ring.events(after: 2).map { $0.map(\.number) } == [3, 4, 5])
        #expect(ring.events(after: 1).map { $0.map(\.number) } == nil)
        #expect(ring.events(after: 6).map { $0.map(\.number) } == nil)
        #expect(ring.events(after: .max).map { $0.map(\.number) } == nil)
    }
}
