/// What every request needs of its server; libmicrohttpd's callbacks get it as their context.
final class ServerContext: Sendable {
    let handler: any RequestHandler
    let deadlines: DeadlineWatch
    let inFlight: InFlight
    let log: @Sendable (String) -> Void

    /// - Throws: `ServerError` when there is no descriptor left.
    init(
        handler: any RequestHandler, limits: DeadlineLimits, log: @escaping @Sendable (String) -> Void
    ) throws(ServerError) {
        self.handler = handler
        self.log = log
        deadlines = try DeadlineWatch(limits: limits)
        inFlight = try InFlight()
    }
}
