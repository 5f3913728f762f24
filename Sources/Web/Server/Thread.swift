import Glibc

/// A thread of the operating system that runs one function to its end.
struct Thread: ~Copyable {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Throws: `ServerError` when there can be no further one.
    init(_ run: @escaping @Sendable () -> Void) throws(ServerError) {
        let body = Unmanaged.passRetained(Body(run))
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            body.release()
            throw ServerError(operation: "pthread_create", address: nil, errno: result)
        }
        self.handle = handle
    }

    /// Waits until the function has returned.
    consuming func join() {
        pthread_join(handle, nil)
    }
}
