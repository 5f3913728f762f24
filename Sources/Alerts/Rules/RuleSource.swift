import Synchronization
import System

/// The rules that count now; safe from any thread.
final class RuleSource: Sendable {
    private struct State {
        var file: RuleFile
        var replaced = Timestamp(milliseconds: 0)
        let since = Timestamp.now()
    }

    private let state: Mutex<State>

    init(_ file: RuleFile) { state = Mutex(State(file: file)) }

    var current: RuleFile { state.withLock(\.file) }

    /// When other rules came last, by the clock of the wall.
    var replaced: Timestamp { state.withLock(\.replaced) }

    /// From when on the rules of now count: since the start, or since other rules came.
    var since: Timestamp { state.withLock(\.since) }

    func replace(by file: RuleFile) { state.withLock { $0 = State(file: file, replaced: .now()) } }
}
