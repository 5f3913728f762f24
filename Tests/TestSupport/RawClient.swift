package import Glibc

/// What a server did that it must not; a value, because some clients expect it.
package struct WireError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A client that sends exactly the bytes it is told to, on a connection of its own.
package struct RawClient: ~Copyable {
    private let descriptor: CInt
    private let server: AnyObject
    private var unread: [UInt8] = []

    /// Connects to a port of this machine; the server there lives at least as long as this client is used.
    package init(port: UInt16, of server: AnyObject, receiveBuffer: CInt? = nil) throws {
        self.server = server
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafeBytes(of: &address) { bytes in
            bytes.assumingMemoryBound(to: sockaddr.self).baseAddress.map {
                connect(descriptor, $0, socklen_t(bytes.count))
            }
        }
        guard result == 0 else { throw WireError("connect: \(String(cString: strerror(errno)))") }
    }

    deinit { _ = close(descriptor) }

    /// Sends everything, or as much as the peer takes before it closes.
    package func send(_ bytes: some Sequence<UInt8>) {
        _ = sends(bytes)
    }

    /// Sends everything; false when the peer closes before.
    package func sends(_ bytes: some Sequence<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Sends text, with CRLF written as newline.
    package func send(lines: String) {
        send(lines.wireBytes)
    }

    /// Sends text and the end of this side in one segment; the other side is still read.
    package func sendLast(lines: String) {
        let bytes = lines.wireBytes
        _ = Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL) | CInt(MSG_MORE))
        _ = shutdown(descriptor, CInt(SHUT_WR))
    }

    /// What is left until the peer closes; fails after ten seconds of silence.
    package mutating func readToEnd(pausing microseconds: useconds_t = 0) throws -> [UInt8] {
        while try fill() { usleep(microseconds) }
        defer { unread = [] }
        return unread
    }

    /// The next response; `hasBody` is false for the answer to a HEAD.
    package mutating func readResponse(hasBody: Bool = true) throws -> RawResponse {
        var response = try RawResponse(header: try readHeader())
        guard hasBody, response.status >= 200, response.status != 304 else { return response }
        if response["Transfer-Encoding"] == "chunked" {
            while try readChunk(into: &response.body) {}
        } else if let length = response["Content-Length"].flatMap({ Int($0) }) {
            response.body = try read(length)
        } else {
            response.body = try readToEnd()
        }
        return response
    }

    /// The header of the next response; its body is left to be read.
    package mutating func readHead() throws -> RawResponse { try RawResponse(header: try readHeader()) }

    /// The next chunk of a body; empty for its end.
    package mutating func readChunk() throws -> String {
        var body: [UInt8] = []
        _ = try readChunk(into: &body)
        return String(decoding: body, as: UTF8.self)
    }

    private mutating func readHeader() throws -> String {
        while true {
            if let end = unread.firstRange(of: Array("\r\n\r\n".utf8)) {
                defer { unread.removeFirst(end.upperBound) }
                return String(decoding: unread[..<end.lowerBound], as: UTF8.self)
            }
            try need("a header")
        }
    }

    private mutating func readChunk(into body: inout [UInt8]) throws -> Bool {
        var line: [UInt8] = []
        while !line.suffix(2).elementsEqual("\r\n".utf8) { line += try read(1) }
        guard let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) else {
            throw WireError("no chunk size: \(line)")
        }
        body += try read(size)
        _ = try read(2)
        return size > 0
    }

    private mutating func read(_ count: Int) throws -> [UInt8] {
        while unread.count < count { try need("\(count) bytes") }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    private mutating func need(_ what: String) throws {
        guard try fill() else {
            throw WireError(
                "the connection closed before \(what), after \(String(decoding: unread, as: UTF8.self))")
        }
    }

    /// False when the peer has closed or reset the connection.
    private mutating func fill() throws -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 10_000) == 1 else { throw WireError("no byte came for ten seconds") }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread += buffer.prefix(count)
        return true
    }
}

/// A response as it came.
package struct RawResponse {
    package let status: Int
    package let fields: [(name: String, value: String)]
    package var body: [UInt8] = []

    /// A response of its parts.
    package init(status: Int, fields: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package init(header: String) throws {
        let lines = header.split(separator: "\r\n")
        guard let status = lines.first.flatMap({ Int($0.dropFirst(9).prefix(3)) }) else {
            throw WireError("no status line: \(header)")
        }
        self.status = status
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (String(parts[0]), parts.count < 2 ? "" : parts[1].drop { $0 == " " }.description)
        }
    }

    package var text: String { String(decoding: body, as: UTF8.self) }

    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension String {
    /// The text's bytes, with each newline as CRLF.
    package var wireBytes: [UInt8] {
        utf8.flatMap { $0 == UInt8(ascii: "\n") ? Array("\r\n".utf8) : [$0] }
    }
}

extension RawResponse {
    /// Whether it carries what every answer must, error or not.
    package var hasSecurityHeaders: Bool {
        self["Content-Security-Policy"]?.hasPrefix("default-src 'none'; script-src 'self'; ") == true
            && self["X-Content-Type-Options"] == "nosniff" && self["Referrer-Policy"] == "same-origin"
    }
}
