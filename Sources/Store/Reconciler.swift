import Model
import Synchronization
package import System

/// Makes the catalog say what the files say, on a thread of its own, while the library is read and, as soon as the digests
/// of all runs are known, while drops are filed.
package final class Reconciler: Sendable {
    /// Between two attempts of which one has failed.
    private static let pause = Duration.seconds(10)
    /// How often to look whether the filing thread has made an empty catalog.
    private static let look = Duration.milliseconds(100)

    private let waker: Waker
    private let stopping: Cancellation
    private let thread: WorkThread

    /// Begins; the log gets what is found, and a line at the end.
    ///
    /// - Throws: `FileError` where there is no thread or descriptor left.
    package init(_ store: Store, log: @escaping LogSink) throws(FileError) {
        let (waker, stopping) = (try Waker(), Cancellation())
        thread = try WorkThread(name: "benchd-catalog") {
            Loop(store: store, log: log, waker: waker, stopping: stopping).run()
        }
        (self.waker, self.stopping) = (waker, stopping)
    }

    /// Asks it to end within a batch of runs; the next start goes on from there.
    package func beginStopping() {
        stopping.cancel()
        waker.wake()
    }

    /// Returns when it has ended.
    package func stop() {
        beginStopping()
        thread.join()
    }

    private struct Loop {
        let store: Store
        let log: LogSink
        let waker: Waker
        let stopping: Cancellation

        func run() {
            while !stopping.isCancelled, !isDone() {}
        }

        /// Tries; whether nothing is left to do.
        private func isDone() -> Bool {
            do throws(LibraryError) {
                let opening = try store.reconcile(unless: stopping) { log(.warning, $0) }
                store.progress.withLock { $0.trouble = nil }
                log(
                    .info,
                    "\(opening.runCount) runs filed, \(opening.indexedCount) read into the catalog")
                return true
            } catch {
                if stopping.isCancelled { return true }
                guard case .catalog(let damage) = error, damage.cause == .content else {
                    store.progress.withLock { $0.trouble = "\(error)" }
                    waker.wait(atMost: Reconciler.pause)
                    return false
                }
                log(.warning, "rebuilding the catalog: \(damage)")
                if !isRemade() { waker.wait(atMost: Reconciler.pause) }
                return false
            }
        }

        /// Begins with an empty catalog; false where that is for later.
        private func isRemade() -> Bool {
            // As long as drops are filed, the filing thread alone may take their catalog away.
            guard store.knowsAllRuns else { return store.remakeOnRequest() }
            store.progress.withLock { $0.mustRemake = true }
            store.wakeFiling()
            while store.progress.withLock(\.mustRemake), !stopping.isCancelled {
                waker.wait(atMost: Reconciler.look)
            }
            return !store.knowsAllRuns
        }
    }
}
