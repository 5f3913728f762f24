import CLinux
import Glibc

/// A thread that runs one function and can be joined (pthread_create(3)): joined or detached once, by its owner.
package struct WorkThread: Sendable {
    private let handle: pthread_t

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(_ name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts the thread; `name` shows in ps(1), at most 15 bytes.
    ///
    /// - Throws: `FileError` of pthread_create(3).
    package init(name: String, _ run: @escaping @Sendable () -> Void) throws(FileError) {
        var handle = pthread_t()
        let context = Unmanaged.passRetained(Body(name, run))
        let code = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                benchd_name_thread(body.name)
                body.run()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw FileError(operation: "pthread_create", path: FilePath(name), errno: code)
        }
        self.handle = handle
    }

    /// Lets the thread end without being waited for.
    package func detach() {
        pthread_detach(handle)
    }

    /// Waits for the thread's end.
    package func join() {
        pthread_join(handle, nil)
    }
}
