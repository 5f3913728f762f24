import Testing

@testable import Ingest

@Suite struct `A pool that is drained` {
    private final class Kept: Sendable {}

    @Test func `holds nothing that its jobs held`() throws {
        let pool = try WorkPool()
        // Many, so that looks for freed memory come too early and their threads wait.
        for _ in 0..<200 {
            weak let kept = hold(in: pool)
            pool.drain()
            #expect(kept == nil)
        }
    }

    private func hold(in pool: WorkPool) -> Kept {
        let kept = Kept()
        for _ in 0..<4 {
            pool.add(to: .removal) { withExtendedLifetime(kept) {} }
        }
        return kept
    }
}
