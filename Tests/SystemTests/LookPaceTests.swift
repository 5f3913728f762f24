import Testing

@testable import System

@Suite struct `Pace of looks for freed memory` {
    private let start = ContinuousClock.now

    @Test func `the first look begins at once`() {
        var pace = LookPace()
        #expect(pace.mayBegin(at: start) && pace.due == nil)
    }

    @Test func `looks take a twentieth of the time`() {
        var pace = LookPace()
        pace.note(from: start, to: start + .milliseconds(10))
        #expect(!pace.mayBegin(at: start + .milliseconds(199)))
        #expect(pace.mayBegin(at: start + .milliseconds(200)))
    }

    @Test func `a look that came too early is due until one begins`() {
        var pace = LookPace()
        pace.note(from: start, to: start + .milliseconds(10))
        #expect(pace.due == nil)
        _ = pace.mayBegin(at: start + .milliseconds(20))
        #expect(pace.due == start + .milliseconds(200))
        _ = pace.mayBegin(at: start + .milliseconds(300))
        #expect(pace.due == nil)
    }
}
