import Synchronization

/// What was logged, newest last.
package final class Messages: Sendable {
    private let lines = Mutex<[String]>([])

    /// Nothing was logged yet.
    package init() {}

    package var all: [String] { lines.withLock { $0 } }

    package func add(_ line: String) { lines.withLock { $0.append(line) } }
}
