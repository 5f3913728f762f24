import Glibc
import Synchronization

/// Values that threads of their own compute while the owner does something else, such as waiting for a disk.
package final class Computation<Value: Sendable>: Sendable {
    private struct State {
        var next = 0
        var values: [Int: Value] = [:]
    }

    private let count: Int
    private let state: Mutex<State>
    private let body: @Sendable (Int) -> Value
    /// What a thread works on that computes a value (`WorkNote`).
    private let note: @Sendable (Int) -> String

    private init(
        count: Int, note: @escaping @Sendable (Int) -> String, _ body: @escaping @Sendable (Int) -> Value
    ) {
        self.count = count
        self.note = note
        self.body = body
        state = Mutex(State())
    }

    /// Computes `count` values, each from its place, while `work` runs on this thread.
    ///
    /// No more threads are started than there are processors, all with `name`, and they have ended when this returns. `note`
    /// says what a thread works on that computes the value of a place (`WorkNote`).
    package static func during<Result>(
        name: String, count: Int, note: @escaping @Sendable (Int) -> String,
        _ body: @escaping @Sendable (Int) -> Value, _ work: () -> Result
    ) -> (Result, [Value]) {
        let computation = Computation(count: count, note: note, body)
        let width = min(count, max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))))
        // What no thread is to be had for is computed on this one.
        let threads = (0..<width).compactMap { _ in
            try? WorkThread(name: name) { computation.run(isNoted: true) }
        }
        let result = work()
        computation.run()
        for thread in threads { thread.join() }
        return (result, computation.values)
    }

    /// The caller's own thread has a note already.
    private func run(isNoted: Bool = false) {
        while let place = take() {
            if isNoted { WorkNote.begin(note(place)) }
            let value = body(place)
            state.withLock { $0.values[place] = value }
        }
    }

    private func take() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private var values: [Value] {
        state.withLock { state in (0..<count).compactMap { state.values[$0] } }
    }
}
