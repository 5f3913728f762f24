import Glibc
import Testing

@testable import System

@Suite struct `A sleeper` {
    @Test(arguments: [
        Duration.zero, .seconds(-1), .seconds(-3_000_000), .seconds(-9_000_000_000_000_000_000),
    ])
    func `what is due for long, as after a month of suspension, is waited for no more`(timeout: Duration)
        throws
    {
        let waker = try Waker()
        #expect(waker.wait(atMost: timeout).isEmpty)
    }

    @Test func `is woken by what another thread does, before or while it sleeps`() throws {
        let waker = try Waker()
        waker.wake()
        #expect(waker.wait(atMost: nil).isEmpty)
        let thread = try WorkThread(name: "test") { waker.wake() }
        waker.wait(atMost: nil)
        thread.join()
    }

    @Test func `is told which descriptors have something`() throws {
        let waker = try Waker()
        var ends: [CInt] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        #expect(waker.wait(atMost: .zero, or: [.readable(ends[0])]).isEmpty)
        var byte: UInt8 = 1
        #expect(write(ends[1], &byte, 1) == 1)
        #expect(waker.wait(atMost: nil, or: [.readable(ends[0])]) == [ends[0]])
    }
}
