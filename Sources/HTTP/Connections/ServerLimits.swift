/// What the server takes of its clients; all of it is less than what libmicrohttpd takes, so that the answers are ours.
package struct ServerLimits: Equatable, Sendable {
    /// The bytes of a request's header, with its request line.
    var headByteCount = 16 * 1024
    /// The bytes of a request target.
    var targetByteCount = 8 * 1024
    /// The fields of a header, and its cookies.
    var fieldCount = 100
    /// The items of a query.
    var parameterCount = 500
    /// The bytes of one line of a chunked body: the size of a chunk with its extensions, or a field of the trailer.
    var chunkLineByteCount = 1024
    /// The connections that are open at the same time.
    var connectionCount = 1_024
    /// Of these, how many only health checks and uploads may use.
    var reservedCount = 64
    /// The connections of one address, unless it is this machine's.
    var connectionCountOfAddress = 128
    /// How slow a client may be.
    var deadlines = DeadlineLimits()

    /// The limits for real clients.
    package init() {}

    /// The limits for real clients where a process may have so many descriptors.
    ///
    /// A request may hold two descriptors besides its connection: a spooled file, or a filed one. Some are left for the inbox,
    /// the catalog and the listener.
    package init(descriptorCount: Int) {
        connectionCount = min(max((descriptorCount - Self.otherDescriptorCount) / 3, 16), connectionCount)
        reservedCount = min(reservedCount, connectionCount / 8)
    }

    private static let otherDescriptorCount = 256

    /// Whether a request may be answered beside the others, of which there are `requestCount` with it.
    ///
    /// How urgent it is matters only where there are many.
    func hasRoom(for urgency: @autoclosure () -> Urgency, requestCount: Int) -> Bool {
        if requestCount <= connectionCount - reservedCount { return true }
        return switch urgency() {
        case .ordinary: false
        case .ingest: requestCount <= connectionCount - reservedCount / 4
        case .health: true
        }
    }
}
