import Model
import Synchronization
import System

/// Knows what every thread of ingest is doing; health and log report work that takes long.
package final class OngoingWork: Sendable {
    private let table = Mutex(WorkTable())
    private let condition: Condition
    private let waker: Waker
    private let isStopped = Atomic<Bool>(false)

    init(condition: Condition) throws(FileError) {
        self.condition = condition
        waker = try Waker()
    }

    /// Does a piece of work, on the caller's thread.
    func doing<Result, Failure: Error>(
        _ name: @autoclosure () -> String, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let name = name()
        let number = begin(name)
        defer { end(number) }
        return try WorkNote.during(name, body)
    }

    /// Enters a piece of work; returns what ends it.
    private func begin(_ name: String) -> Int {
        let (number, isFirst) = table.withLock { table in
            let isFirst = table.isEmpty
            return (table.begin(name, at: .now), isFirst)
        }
        if isFirst { waker.wake() }
        return number
    }

    private func end(_ number: Int) { table.withLock { $0.end(number) } }

    /// What is done now, the oldest first, from any thread.
    package var names: [String] { table.withLock { $0.names } }

    /// Tells the condition what takes long, from any thread.
    func check() {
        condition.set(.slowWork, to: table.withLock { $0.sentence(at: .now) })
    }

    /// Watches until stopped; sleeps while nothing is done.
    func run() {
        while !isStopped.load(ordering: .acquiring) {
            let (next, isEmpty) = table.withLock { ($0.nextOverdue(after: .now), $0.isEmpty) }
            // While something takes too long, its end is looked for once a second.
            let wait = next.map { ContinuousClock.now.duration(to: $0) } ?? (isEmpty ? nil : .seconds(1))
            waker.wait(atMost: wait)
            check()
        }
    }

    /// Ends `run` soon.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        waker.wake()
    }
}
