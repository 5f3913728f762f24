/// How slow a peer may be.
package struct DeadlineLimits: Equatable, Sendable {
    /// For a request's header, from the connection's start or the end of the request line.
    var header = Duration.seconds(10)
    /// Between two requests of one connection.
    var idle = Duration.seconds(15)
    /// For what is still read of a body after its refusal is certain.
    var refusedBody = Duration.seconds(5)
    /// How long a body may take for each `bytesPerWindow`.
    var window = Duration.seconds(10)
    /// The bytes that must pass in each window.
    var bytesPerWindow: UInt64 = 10 * 1024

    /// The limits for real clients.
    init() {}
}
