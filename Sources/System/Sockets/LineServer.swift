/// Answers lines at a local socket, on a thread of its own: a client sends one line and gets one.
///
/// No client can stop or delay the others for longer than it takes to answer: what has no whole line within `patience`, or a
/// longer line than `lineLimit`, is cut.
package final class LineServer: Sendable {
    /// How long a line is at most.
    package static let lineLimit = 64 << 10
    /// So many clients are heard at a time; others wait in the socket's queue.
    private static let clientLimit = 16
    private static let queueLimit: CInt = 128

    private let thread: WorkThread
    private let waker: Waker
    private let stopping = Cancellation()
    private let directory: Directory
    private let name: FilePath

    /// Listens at `name`; `answer` is called on the thread of this server.
    ///
    /// - Throws: `FileError` where nothing can listen there.
    package init(
        at name: FilePath, in directory: Directory, threadName: String, patience: Duration = .seconds(5),
        answer: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) throws(FileError) {
        let listener = try LocalSocket.listen(at: name, in: directory, backlog: Self.queueLimit)
        let waker = try Waker()
        let loop = Listening(
            listener: listener, waker: waker, stopping: stopping, patience: patience, answer: answer)
        thread = try WorkThread(name: threadName) { loop.run() }
        self.waker = waker
        self.directory = directory
        self.name = name
    }

    /// Ends the thread, after the answer that it may be making, and removes the name.
    package func stop() {
        stopping.cancel()
        waker.wake()
        thread.join()
        // A name that stays is replaced by the next server.
        try? directory.remove(name)
    }

    /// One client that has not sent a whole line yet; used by the thread of the server alone.
    private final class Client {
        let socket: OwnedDescriptor
        let deadline: ContinuousClock.Instant
        var line: [UInt8] = []

        init(_ socket: consuming OwnedDescriptor, deadline: ContinuousClock.Instant) {
            self.socket = socket
            self.deadline = deadline
        }
    }

    private final class Listening: Sendable {
        let listener: OwnedDescriptor
        let waker: Waker
        let stopping: Cancellation
        let patience: Duration
        let answer: @Sendable ([UInt8]) -> [UInt8]

        init(
            listener: consuming OwnedDescriptor, waker: Waker, stopping: Cancellation, patience: Duration,
            answer: @escaping @Sendable ([UInt8]) -> [UInt8]
        ) {
            self.listener = listener
            self.waker = waker
            self.stopping = stopping
            self.patience = patience
            self.answer = answer
        }

        func run() {
            var clients: [Client] = []
            // Without descriptors left, accepting again at once would be a busy loop.
            var pause: ContinuousClock.Instant?
            while !stopping.isCancelled {
                let now = ContinuousClock.now
                if let end = pause, end <= now { pause = nil }
                clients.removeAll { $0.deadline <= now }
                let isListening = pause == nil && clients.count < LineServer.clientLimit
                let next = (clients.map(\.deadline) + [pause].compactMap(\.self)).min()
                let interests =
                    clients.map { Waker.Interest.readable($0.socket.raw) }
                    + (isListening ? [.readable(listener.raw)] : [])
                let ready = waker.wait(atMost: next.map { now.duration(to: $0) }, or: interests)
                clients.removeAll { ready.contains($0.socket.raw) && isOver($0) }
                if ready.contains(listener.raw) { pause = accept(into: &clients) }
            }
        }

        /// Returns until when nobody is accepted, where that failed.
        private func accept(into clients: inout [Client]) -> ContinuousClock.Instant? {
            do {
                if let socket = try LocalSocket.accept(listener.raw) {
                    clients.append(Client(socket, deadline: .now + patience))
                }
                return nil
            } catch {
                return .now + .seconds(1)
            }
        }

        /// Hears a client; returns whether it is to be closed.
        private func isOver(_ client: Client) -> Bool {
            switch LocalSocket.receive(from: client.socket.raw) {
            case .nothing: return false
            case .end, .failed: return true
            case .bytes(let bytes): client.line += bytes
            }
            guard let end = client.line.firstIndex(of: UInt8(ascii: "\n")) else {
                return client.line.count > LineServer.lineLimit
            }
            let bytes = answer(Array(client.line[..<end])) + [UInt8(ascii: "\n")]
            // A client that takes no answer has what it asked for all the same.
            _ = LocalSocket.send(bytes, to: client.socket.raw)
            return true
        }
    }
}
