import Testing

@testable import Ingest
@testable import Model
@testable import System

@Suite struct `The scrub` {
    private static let day = Duration.seconds(86400)

    private static func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    @Test func `reads each run once in a period, also after the clock was wrong`() {
        let plan = ScrubPlan(period: Self.day)
        #expect(plan.wait(sinceRead: Self.time(0), now: Self.time(0)) == Self.day)
        #expect(plan.wait(sinceRead: Self.time(0), now: Self.time(86_000)) == .seconds(400))
        #expect(plan.wait(sinceRead: Self.time(0), now: Self.time(86_400)) == .zero)
        #expect(plan.wait(sinceRead: Self.time(0), now: Self.time(900_000)) == .zero)
        #expect(plan.wait(sinceRead: Self.time(5000), now: Self.time(0)) == Self.day)
        #expect(plan.wait(sinceRead: nil, now: Self.time(0)) == nil)
        #expect(ScrubPlan(period: nil).wait(sinceRead: Self.time(0), now: Self.time(900_000)) == nil)
    }

    @Test func `waits while drops are filed, and a while after`() {
        let activity = FilingActivity()
        let start = ContinuousClock.now
        #expect(activity.isQuiet(for: .seconds(5), at: start))
        activity.set(isBusy: true, at: start)
        #expect(!activity.isQuiet(for: .seconds(5), at: start + .seconds(60)))
        activity.set(isBusy: false, at: start + .seconds(60))
        #expect(!activity.isQuiet(for: .seconds(5), at: start + .seconds(64)))
        #expect(activity.isQuiet(for: .seconds(5), at: start + .seconds(65)))
    }
}
