import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// A handler made of a closure; faults are answered with their name.
struct TestHandler: RequestHandler {
    let answer: @Sendable (Request) -> Answer
    var note: @Sendable (FinishedExchange) -> Void = { _ in }
    var urgency: @Sendable (Request) -> Urgency = { _ in .ordinary }

    func answer(to request: Request) -> Answer { answer(request) }

    func urgency(of request: Request) -> Urgency { urgency(request) }

    func note(_ exchange: FinishedExchange) { note(exchange) }

    func response(to fault: RequestFault, of request: Request) -> Response {
        Response(status: fault.status, type: "text/plain", bytes: Array("\(fault)".utf8))
    }
}

extension Response {
    static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, type: "text/plain", bytes: Array(text.utf8))
    }
}

/// A server on a port of its own, stopped when it and its clients are gone.
final class TestServer: Sendable {
    let http: HTTPServer

    /// A server; `limits` are its deadlines, `places` its connections, and how many of these are reserved.
    init(
        limits: DeadlineLimits = DeadlineLimits(), places: (Int, reserved: Int)? = nil,
        urgency: @escaping @Sendable (Request) -> Urgency = { _ in .ordinary },
        _ answer: @escaping @Sendable (Request) -> Answer
    ) throws {
        var serverLimits = ServerLimits()
        serverLimits.deadlines = limits
        if let places { (serverLimits.connectionCount, serverLimits.reservedCount) = places }
        let socket = try ListeningSocket(ListenAddress(host: "127.0.0.1", port: 0))
        http = try HTTPServer(
            on: socket, limits: serverLimits, handler: TestHandler(answer: answer, urgency: urgency)
        ) { _ in }
    }

    deinit { http.stop(within: .zero) }

    /// A new connection.
    func connect(receiveBuffer: CInt? = nil) throws -> RawClient {
        try RawClient(port: http.address.port, of: self, receiveBuffer: receiveBuffer)
    }
}

/// A sink that keeps what it is told.
final class RecordingSink: FormSink {
    struct Record: Equatable {
        var parts: [Part] = []
        var isFinished = false
        var isCancelled = false
    }

    struct Part: Equatable {
        let name: String
        var byteCount = 0
        var content: [UInt8] = []
        var isComplete = false
    }

    private let state = Mutex(Record())
    private let partLimit: Int
    private let onFinish: @Sendable (@escaping @Sendable (Response) -> Void) -> Void

    /// A sink that refuses parts beyond a size, and replies as it is told.
    init(
        partLimit: Int = .max,
        onFinish: @escaping @Sendable (@escaping @Sendable (Response) -> Void) -> Void = {
            $0(.text("stored"))
        }
    ) {
        self.partLimit = partLimit
        self.onFinish = onFinish
    }

    var record: Record { state.withLock { $0 } }

    func begin(_ part: FormPart) {
        state.withLock { $0.parts.append(Part(name: part.name)) }
    }

    func receive(_ bytes: ArraySlice<UInt8>) throws(FormRefusal) {
        let byteCount = state.withLock { state in
            let last = state.parts.count - 1
            state.parts[last].byteCount += bytes.count
            if state.parts[last].content.count < 1 << 16 { state.parts[last].content += bytes }
            return state.parts[last].byteCount
        }
        if byteCount > partLimit { throw FormRefusal(.text("part too large", status: 413)) }
    }

    func endPart() {
        state.withLock { $0.parts[$0.parts.count - 1].isComplete = true }
    }

    func finish(reply: @escaping @Sendable (Response) -> Void) {
        state.withLock { $0.isFinished = true }
        onFinish(reply)
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }
}
