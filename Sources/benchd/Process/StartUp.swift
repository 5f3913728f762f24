import Glibc
import Synchronization
import System

/// Starts something on a thread of its own, so that the main thread hears the signals meanwhile.
final class StartUp<Started: Sendable>: Sendable {
    private let result = Mutex<Result<Started, any Error>?>(nil)

    /// Begins; SIGUSR1 comes to the process at the end.
    init(_ body: @escaping @Sendable () throws -> Started) throws {
        _ = try WorkThread(name: "benchd-start") { [self] in
            let outcome = Result { try body() }
            result.withLock { $0 = outcome }
            kill(getpid(), SIGUSR1)
        }
    }

    /// What was started; nil as long as it is under way.
    ///
    /// - Throws: what kept it from starting.
    func started() throws -> Started? { try result.withLock(\.self)?.get() }

    /// What was started, for the caller to let go: nothing here keeps it alive any longer.
    func take() throws -> Started? {
        let taken = result.withLock { result in
            defer { result = nil }
            return result
        }
        return try taken?.get()
    }
}
