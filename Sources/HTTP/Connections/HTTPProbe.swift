// Its headers are where the constants of socket(2) may come in.
import CMicroHTTPD
import Glibc

/// Asks a server on this machine one thing.
package enum HTTPProbe {
    /// What a server has answered.
    package struct Reply: Equatable, Sendable {
        package let status: Int
        /// At most 64 KiB; repaired where it is not UTF-8.
        package let body: String
    }

    private static let limit = 64 << 10

    /// Sends a GET request as `localhost` and reads its answer.
    ///
    /// - Parameters:
    ///   - path: A target without spaces.
    ///   - address: Where the server listens.
    ///   - duration: How long all of it may take.
    /// - Returns: The answer.
    /// - Throws: `ServerError`; `ETIMEDOUT` where it takes longer, `EPROTO` for what is no answer of HTTP/1.1.
    package static func ask(
        _ path: String, at address: ListenAddress, within duration: Duration
    ) throws(ServerError) -> Reply {
        let end = ContinuousClock.now + duration
        let target = try SocketAddress(resolving: address)
        let socket = socket(target.family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw .current("socket", address.description) }
        // Nothing was written that a failed close could lose.
        defer { _ = close(socket) }
        limit(socket, to: duration)
        guard target.withPointer({ connect(socket, $0, $1) }) == 0 else {
            // So connect(2) says that the time is over.
            throw ServerError(
                operation: "connect", address: address.description,
                errno: errno == EINPROGRESS ? ETIMEDOUT : errno)
        }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(socket, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else {
            throw .current("send", address.description)
        }
        return try answer(socket, address, until: end)
    }

    private static func answer(
        _ socket: CInt, _ address: ListenAddress, until end: ContinuousClock.Instant
    ) throws(ServerError) -> Reply {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            limit(socket, to: end - .now)
            let count = recv(socket, &buffer, buffer.count, 0)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                let isLate = errno == EAGAIN || errno == EWOULDBLOCK
                throw ServerError(
                    operation: "receive", address: address.description, errno: isLate ? ETIMEDOUT : errno)
            }
            bytes += buffer.prefix(count)
        }
        guard let answer = read(String(decoding: bytes, as: UTF8.self)) else {
            throw ServerError(operation: "receive", address: address.description, errno: EPROTO)
        }
        return answer
    }

    /// The status and the body of an answer's text; nil for what is no answer.
    private static func read(_ text: String) -> Reply? {
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
        // One character: Swift reads CR LF so.
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let head = lines.prefix { !$0.isEmpty }.count
        return Reply(status: status, body: lines.dropFirst(head + 1).joined(separator: "\n"))
    }

    /// No call on the socket takes longer.
    private static func limit(_ socket: CInt, to duration: Duration) {
        let microseconds = max(1000, Int(clamping: Int64(duration / .microseconds(1))))
        var time = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = setsockopt(socket, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}
