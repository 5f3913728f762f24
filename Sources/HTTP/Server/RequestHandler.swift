/// What the server asks for every answer.
///
/// The functions are called on the server's threads, several at once, and must not wait: no disk sync, no other
/// thread's work. What computes for more than a few milliseconds is ``Answer/work(_:)``.
package protocol RequestHandler: Sendable {
    /// Answers a well-formed request, whose body, if it has one, has not been read yet.
    func answer(to request: Request) -> Answer

    /// What the limit of connections by address counts a client under; nil for one that has no limit.
    func countedAddress(of peer: Peer) -> String?

    /// How much a request matters when there are more connections than places.
    func urgency(of request: Request) -> Urgency

    /// Notes that a request is over.
    func note(_ exchange: FinishedExchange)

    /// The response to a request that the server itself refuses.
    func response(to fault: RequestFault, of request: Request) -> Response
}

extension RequestHandler {
    /// The address itself, unless it is on this machine, where a proxy may be, or not known.
    package func countedAddress(of peer: Peer) -> String? {
        peer.isLoopback || peer.address.isEmpty ? nil : peer.address
    }
}

/// How a request goes on after its header.
package enum Answer: Sendable {
    /// This is sent. A body is not looked at.
    case response(Response)
    /// This is computed by the pool of workers, and sent. A body is not looked at.
    case work(@Sendable () -> Response)
    /// This is decided when something has come that the first call waits for: it keeps the call that it is given, and makes it once,
    /// from any thread. The answer is a response, or work.
    case awaited(@Sendable (@escaping @Sendable () -> Void) -> Void, @Sendable () -> Answer)
    /// This is sent with the bytes of a stream as its body, until the stream ends. A body of the request is not looked at.
    case stream(Response, EventStream)
    /// The body is read as a form, whose sink replies.
    case form(FormUpload)
}

extension Answer {
    /// The same answer where nobody waits for anything: what is awaited is decided at once.
    package var now: Answer {
        if case .awaited(_, let answer) = self { answer() } else { self }
    }
}
