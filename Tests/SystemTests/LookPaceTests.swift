import Testing

@testable import System

@Suite struct `Pace of looks for freed memory` {
    private let start = ContinuousClock.now

    @Test func `the first look begins at once`() {
        var pace = LookPace()
        let mayBegin = pace.mayBegin(at: start)
        #expect(mayBegin && pace.due == nil)
    }

    @Test func `looks take a twentieth of the time`() {
        var pace = LookPace()
        pace.note(from: start, to: start + .milliseconds(10))
        let answers = [199, 200].map { pace.mayBegin(at: start + .milliseconds($0)) }
        #expect(answers == [false, true])
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
