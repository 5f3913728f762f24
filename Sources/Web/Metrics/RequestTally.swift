import HTTP
import Synchronization
import System

/// The requests since the start, by route; safe from any thread.
final class RequestTally: Sendable {
    /// What tells requests apart: all of it from short lists, so that no client can add to it.
    struct Key: Hashable {
        /// The pattern of the route; "other" where there is none.
        let route: String
        let method: String
        /// Nil where the client was gone before there was an answer.
        let status: Int?
    }

    /// What is known of the requests of a route.
    struct Route: Sendable {
        var durations = Histogram(bounds: durationBounds)
        var contentByteCount: UInt64 = 0
        var receivedByteCount: UInt64 = 0

        fileprivate mutating func note(_ exchange: FinishedExchange, _ seconds: Double) {
            durations.note(seconds)
            contentByteCount &+= exchange.contentByteCount ?? 0
            receivedByteCount &+= exchange.receivedByteCount
        }
    }

    /// All counts at one moment.
    struct Counts: Sendable {
        fileprivate(set) var requests = Tally<Key>()
        fileprivate(set) var routes: [String: Route] = [:]
    }

    private static let durationBounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]

    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]

    private let state = Mutex(Counts())

    /// The counts at this moment.
    var counts: Counts { state.withLock { $0 } }

    /// Counts a request of a route; nil for none of ours.
    func note(_ exchange: FinishedExchange, of route: Web.Route?) {
        let route = route?.pattern.text ?? "other"
        let method = Self.methods.contains(exchange.request.method) ? exchange.request.method : "other"
        let seconds = exchange.duration / .seconds(1)
        state.withLock { state in
            state.requests.note(Key(route: route, method: method, status: exchange.status))
            state.routes[route, default: Route()].note(exchange, seconds)
        }
    }
}
