/// A request that is over, for those who count and log requests.
package struct FinishedExchange: Sendable {
    /// The request; where its header could not be read, what can be said of it.
    package let request: Request
    /// The status of the answer; nil where the client was gone before there was one.
    package let status: Int?
    /// The bytes of the answer's content; nil where they are not known beforehand, and 0 for a HEAD.
    package let contentByteCount: UInt64?
    /// The bytes of the request's body that were received.
    package let receivedByteCount: UInt64
    /// From the end of the header to the end of the answer.
    package let duration: Duration

    /// Makes the value from its fields; nothing is checked.
    package init(
        request: Request, status: Int?, contentByteCount: UInt64? = 0, receivedByteCount: UInt64 = 0,
        duration: Duration = .zero
    ) {
        self.request = request
        self.status = status
        self.contentByteCount = contentByteCount
        self.receivedByteCount = receivedByteCount
        self.duration = duration
    }
}

/// What a server is doing at one moment.
package struct ServerState: Sendable {
    /// The open connections by what they do.
    package let connections: [String: Int]
    /// The answers that wait for a worker.
    package let waitingAnswerCount: Int
}
