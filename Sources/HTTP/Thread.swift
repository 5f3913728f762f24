import CLinux
import Glibc

/// A thread of the operating system that runs one function to its end.
struct Thread: ~Copyable {
    private final class Body {
        let name: String?
        let run: @Sendable () -> Void

        init(_ name: String?, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Throws: `ServerError` when there can be no further one.
    init(_ run: @escaping @Sendable () -> Void) throws(ServerError) {
        try self.init(name: nil, run)
    }

    /// Starts a thread; `name` shows in ps(1), at most 15 bytes.
    ///
    /// - Throws: `ServerError` when there can be no further one.
    init(name: String?, _ run: @escaping @Sendable () -> Void) throws(ServerError) {
        let body = Unmanaged.passRetained(Body(name, run))
        var handle = pthread_t()
        let result = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                if let name = body.name { benchd_name_thread(name) }
                body.run()
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

    /// Lets the thread run on without anyone who waits for it.
    consuming func detach() {
        pthread_detach(handle)
    }
}
