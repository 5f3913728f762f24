import Dispatch
import Synchronization
import TestSupport

@testable import HTTP

/// Answers requests without a socket: everything that the server does with a request and its response, but for the wire.
struct MemoryTransport {
    let handler: any RequestHandler
    private let contents = CodedContents()

    init(_ handler: any RequestHandler) {
        self.handler = handler
    }

    /// What would come over a socket, without the fields that libmicrohttpd adds, but for Content-Length.
    func send(_ request: Request, body: [UInt8] = []) throws -> RawResponse {
        let outgoing = Outgoing(respond(to: request, body), for: request, contents: contents) {
            handler.response(to: $0, of: request)
        }
        var (bytes, hasLength) = try content(of: outgoing)
        var fields = outgoing.headers.fields.map { (name: $0.name, value: $0.value) }
        if hasLength, outgoing.status != 304 { fields.append(("Content-Length", String(bytes.count))) }
        if request.method == "HEAD" { bytes = [] }
        return RawResponse(status: outgoing.status, fields: fields, body: bytes)
    }

    private func respond(to request: Request, _ body: [UInt8]) -> Response {
        if let fault = RequestCheck.fault(in: request) { return handler.response(to: fault, of: request) }
        switch handler.answer(to: request).now {
        case .response(let response): return response
        case .work(let work): return work()
        case .awaited: return Response(status: 500)
        // The header alone: what comes then needs a socket.
        case .stream(let response, let stream):
            stream.end()
            return response
        case .form(let upload):
            do throws(FormRefusal) {
                return try fill(upload, of: request, with: body)
            } catch {
                return error.response
            }
        }
    }

    /// Gives a form its body in pieces, and waits for its reply.
    private func fill(
        _ upload: FormUpload, of request: Request, with body: [UInt8]
    ) throws(FormRefusal) -> Response {
        let reader = try FormReader(upload, for: request) { handler.response(to: $0, of: request) }
        var rest = body[...]
        while !rest.isEmpty {
            try reader.take(Array(rest.prefix(1 << 14)))
            rest = rest.dropFirst(1 << 14)
        }
        let reply = Mutex<Response?>(nil)
        let isThere = DispatchSemaphore(value: 0)
        try reader.finish { response in
            reply.withLock { $0 = response }
            isThere.signal()
        }
        isThere.wait()
        return reply.withLock { $0 } ?? Response(status: 500)
    }

    private func content(of outgoing: Outgoing) throws -> (bytes: [UInt8], hasLength: Bool) {
        switch outgoing.payload {
        case .bytes(let bytes): return (bytes, true)
        case .file(let slice):
            var bytes = [UInt8](repeating: 0, count: Int(slice.length))
            let isRead = bytes.withUnsafeMutableBytes { slice.fill($0, at: 0) }
            guard isRead else { throw WireError("the connection closed before the end of a file") }
            return (bytes, true)
        case .stream: return ([], false)
        case .coding(let slice, let coding, let permit):
            guard let reader = CodedReader(slice, in: coding, permit) else { throw WireError("no memory") }
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 1 << 15)
            while case .bytes(let count) = piece.withUnsafeMutableBytes({ reader.read(into: $0) }) {
                bytes += piece.prefix(count)
            }
            return (bytes, false)
        case .unsized: return ([], false)
        }
    }
}

extension Request {
    /// A request with header fields as lines, each "Name: value" and a newline; with a Host where none is given.
    init(_ method: String, _ target: String, lines: String, bodySize: Int, peer: Peer = .local) {
        var headers: HeaderFields = [:]
        for line in lines.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers.append(String(parts[0]), parts.dropFirst().first?.drop { $0 == " " }.description ?? "")
        }
        if headers["Host"] == nil { headers.append("Host", "localhost") }
        if bodySize > 0 { headers.append("Content-Length", String(bodySize)) }
        self.init(method: method, target: target, headers: headers, peer: peer)
    }
}
