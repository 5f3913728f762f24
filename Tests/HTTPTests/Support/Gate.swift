import Synchronization
import TestSupport

@testable import HTTP

/// Holds whatever works on it, until it is opened.
final class Gate: Sendable {
    private struct State {
        var asked = 0
        var begun = 0
        var isOpen = false
    }

    private let state = Mutex(State())

    var begunCount: Int { state.withLock { $0.begun } }

    /// How many answers were asked for, begun or waiting.
    var askedCount: Int { state.withLock { $0.asked } }

    func ask() -> Answer {
        state.withLock { $0.asked += 1 }
        return .work { [self] in pass() }
    }

    func open() { state.withLock { $0.isOpen = true } }

    func pass() -> Response {
        state.withLock { $0.begun += 1 }
        _ = eventually { state.withLock { $0.isOpen } }
        return .text("computed")
    }
}
