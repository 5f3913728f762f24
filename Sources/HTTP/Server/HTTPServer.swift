import CMicroHTTPD
import CRecv
import Glibc
import Synchronization
import System

/// An HTTP/1.1 server: libmicrohttpd with a pool of threads, each with its own epoll.
package final class HTTPServer: Sendable {
    /// What runs between start and stop.
    private struct Running: ~Copyable {
        let daemon: OpaquePointer
        let deadlineThread: WorkThread
        let lingeringThread: WorkThread
        /// What listens, where another process goes on with it.
        let passedDescriptor: CInt?
    }

    /// The connections that libmicrohttpd takes beyond our limit.
    ///
    /// So idle ones can give way, and the others be told that there is no room. It divides its places among its threads.
    private static let spareCount = 128
    /// Enough for what passes of a header, and for the fields of any answer: the longest leads to an address as long as a target.
    ///
    /// libmicrohttpd clears all of it after each request, so more costs time and memory.
    private static let memoryPerConnection = 20 * 1024
    /// How long a last answer may take to reach its client.
    private static let farewell = Duration.milliseconds(500)
    /// How long a request may take to come on a connection that was there before a stop.
    private static let grace = Duration.milliseconds(100)

    /// The address it listens on, numeric and with the real port.
    package let address: ListenAddress

    private let context: ServerContext
    private let running: Mutex<Running?>
    private let graceEnd: Waker

    /// Begins to answer.
    ///
    /// - Parameters:
    ///   - socket: Where connections come from.
    ///   - limits: What it takes of its clients.
    ///   - handler: Gives the answers.
    ///   - log: Takes libmicrohttpd's messages, one line each, on any thread.
    /// - Throws: `ServerError` with the call that failed.
    package init(
        on socket: consuming ListeningSocket, limits: ServerLimits = ServerLimits(),
        handler: any RequestHandler, log: @escaping @Sendable (String) -> Void
    ) throws(ServerError) {
        guard FramedConnection.isInForce else {
            throw ServerError(operation: "dlsym", address: "recv", errno: ENOTSUP)
        }
        graceEnd = try ServerError.converting { () throws(FileError) in try Waker() }
        context = try ServerContext(handler: handler, limits: limits, log: log)
        address = socket.address
        let deadlineThread = try Self.thread("benchd-deadline") { [deadlines = context.deadlines] in
            deadlines.run()
        }
        do throws(ServerError) {
            let lingeringThread = try Self.thread("benchd-linger") { [lingering = context.lingering] in
                lingering.run()
            }
            do throws(ServerError) {
                let (daemon, descriptor) = try Self.startDaemon(on: socket, context)
                running = Mutex(
                    Running(
                        daemon: daemon, deadlineThread: deadlineThread, lingeringThread: lingeringThread,
                        passedDescriptor: socket.isPassed ? descriptor : nil))
            } catch {
                context.lingering.stop()
                lingeringThread.join()
                throw error
            }
        } catch {
            context.deadlines.stop()
            deadlineThread.join()
            context.pool.stop(within: .zero)
            throw error
        }
    }

    deinit { stop(within: .zero) }

    /// What it is doing at this moment.
    package var state: ServerState {
        let counts = context.deadlines.counts.map { ($0.key.rawValue, $0.value) }
        return ServerState(
            connections: Dictionary(uniqueKeysWithValues: counts),
            waitingAnswerCount: context.pool.waitingCount)
    }

    /// Stops, and lets the requests under way end for a time; calls after the first do nothing.
    ///
    /// A new connection is closed at once, unless another process has the socket: then it waits for that one. What waits for a reply when the time is over is answered with 503, what is still
    /// sending is cut.
    package func stop(within duration: Duration) {
        guard let running = running.withLock({ $0.take() }) else { return }
        if let descriptor = running.passedDescriptor { leave(descriptor) }
        defer { if running.passedDescriptor != nil { benchd_leave_socket(-1) } }
        context.streams.close()
        // Not by MHD_quiesce_daemon, which races with the pool's threads for their epoll sets and may abort the process
        // (libmicrohttpd 0.9.75): from here on the callback for new connections refuses them.
        context.inFlight.drain(within: duration)
        // libmicrohttpd aborts the process if a connection is still suspended when it stops.
        context.inFlight.close()
        context.bodyWaits.close()
        let end = ContinuousClock.now + Self.farewell
        context.inFlight.drain(within: Self.farewell)
        MHD_stop_daemon(running.daemon)
        context.pool.stop(within: end - .now)
        context.deadlines.stop()
        running.deadlineThread.join()
        context.lingering.stop()
        running.lingeringThread.join()
    }

    /// Leaves new connections to the next process, and lets the requests of those that are there come.
    private func leave(_ descriptor: CInt) {
        benchd_leave_socket(descriptor)
        let end = ContinuousClock.now + Self.grace
        while .now < end { graceEnd.wait(atMost: end - .now) }
    }

    private static func thread(
        _ name: String, _ run: @escaping @Sendable () -> Void
    ) throws(ServerError) -> WorkThread {
        try ServerError.converting { () throws(FileError) in try WorkThread(name: name, run) }
    }

    private static func startDaemon(
        on socket: borrowing ListeningSocket, _ context: ServerContext
    ) throws(ServerError) -> (daemon: OpaquePointer, descriptor: CInt) {
        // libmicrohttpd closes its descriptor in some failures and not in others, so it gets one of its own.
        let descriptor = fcntl(socket.raw, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .current("fcntl") }
        let threads = CUnsignedInt(min(max(sysconf(CInt(_SC_NPROCESSORS_ONLN)), 2), 4))
        let daemon = benchd_start(
            descriptor, threads, CUnsignedInt(context.limits.connectionCount + spareCount),
            memoryPerConnection, Callbacks.table(context: context))
        guard let daemon else { throw .current("MHD_start_daemon", socket.address.description) }
        return (daemon, descriptor)
    }
}
