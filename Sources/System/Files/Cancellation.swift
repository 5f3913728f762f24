import Glibc
import Synchronization

/// Ends long readings of files early: set once, asked between two pieces of a file, from any thread.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let whole: Cancellation?

    /// A reading that goes on, as long as the `whole` that it is a part of does.
    package init(under whole: Cancellation? = nil) {
        self.whole = whole
    }

    /// Ends the readings that ask.
    package func cancel() { flag.store(true, ordering: .releasing) }

    /// Whether they are to end.
    package var isCancelled: Bool { flag.load(ordering: .acquiring) || whole?.isCancelled == true }

    /// Called between two pieces of a file.
    ///
    /// - Throws: `FileError` with `ECANCELED` once the readings are to end.
    package func check(_ path: FilePath) throws(FileError) {
        if isCancelled { throw FileError(operation: "read", path: path, errno: ECANCELED) }
    }
}
