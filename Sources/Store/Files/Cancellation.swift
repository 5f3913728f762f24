import Glibc
import Synchronization

/// Ends long readings of files early: set once, asked between two pieces of a file, from any thread.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A reading that goes on.
    package init() {}

    /// Ends the readings that ask.
    package func cancel() { flag.store(true, ordering: .releasing) }

    /// Whether they are to end.
    package var isCancelled: Bool { flag.load(ordering: .acquiring) }

    /// Called between two pieces of a file.
    ///
    /// - Throws: `FileError` with `ECANCELED` once the readings are to end.
    package func check(_ path: FilePath) throws(FileError) {
        if isCancelled { throw FileError(operation: "read", path: path, errno: ECANCELED) }
    }
}
