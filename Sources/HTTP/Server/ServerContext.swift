import Synchronization

/// What every request needs of its server; libmicrohttpd's callbacks get it as their context.
final class ServerContext: Sendable {
    let handler: any RequestHandler
    let limits: ServerLimits
    let deadlines: DeadlineWatch
    let inFlight: InFlight
    let lingering: LingeringSockets
    let pool: AnswerPool
    let streams = OpenStreams()
    let bodyWaits = BodyWaits()
    private let contents = CodedContents()
    private let log: @Sendable (String) -> Void
    private let throttle = Mutex(MessageThrottle(interval: .seconds(10)))

    /// - Throws: `ServerError` when there is no descriptor left.
    init(
        handler: any RequestHandler, limits: ServerLimits, log: @escaping @Sendable (String) -> Void
    ) throws(ServerError) {
        self.handler = handler
        self.limits = limits
        self.log = log
        deadlines = try DeadlineWatch(limits: limits) { [streams] in streams.end($0) }
        inFlight = try InFlight()
        lingering = try LingeringSockets(for: limits.deadlines.refusedBody)
        pool = try AnswerPool()
    }

    /// What is sent for a response, compressed where that suits; with `mayPrepare`, a large one takes its time.
    func outgoing(_ response: Response, for request: Request, mayPrepare: Bool = false) -> Outgoing {
        Outgoing(response, for: request, contents: contents, mayPrepare: mayPrepare) {
            handler.response(to: $0, of: request)
        }
    }

    /// Whether a worker must make what is sent for a response.
    func mustBePrepared(_ response: Response, for request: Request) -> Bool {
        SelectedRepresentation(of: response, for: request, contents).mustBePrepared
    }

    /// Logs a message of libmicrohttpd, unless there are too many.
    func report(_ message: String) {
        // Our own doing, when a connection ends with an answer that libmicrohttpd could not take.
        if message.hasPrefix("Application reported internal error") { return }
        warn("libmicrohttpd: \(message)")
    }

    /// Logs what a client has done, unless there is too much of it.
    func warn(_ message: String) {
        if let message = throttle.withLock({ $0.admit(message, at: .now) }) { log(message) }
    }
}
