import Glibc

/// One request and its answer, on the thread of its connection.
///
///     header -> answered                     a response is at hand
///     header -> discarding -> answered       ... but a body comes first
///     header -> reading -> waiting -> answered   a form; its sink replies
///               reading -> discarding        ... or refuses it, with little left to come
///     any        -> answered                     a last answer, where much is left to come or its end is not certain
final class Exchange {
    private enum Stage {
        case header
        case discarding(Response, byteCount: Int)
        case reading(FormReader)
        case waiting(PendingReply)
        case answered
    }

    /// How much of a body is read after its refusal, so that its sender gets to see the answer.
    private static let largestDiscard = 1 << 20

    private let target: String
    private let context: ServerContext
    private var stage = Stage.header
    private var request: Request?
    private var receivedByteCount: UInt64 = 0
    private var reply: PendingReply?

    /// An exchange whose request line has come.
    init(target: String, context: ServerContext) {
        self.target = target
        self.context = context
    }

    /// Takes a step: the first for the header, one for each chunk of the body, one without bytes for its end, and one
    /// after a reply.
    ///
    /// - Returns: Whether the connection may go on.
    func proceed(_ connection: Connection, method: String, version: String, _ chunk: [UInt8]) -> Bool {
        receivedByteCount += UInt64(chunk.count)
        switch stage {
        case .header: return begin(connection, method: method, version: version)
        case .answered: return true
        case .discarding(let response, let byteCount):
            if chunk.isEmpty { return send(response, on: connection) }
            stage = .discarding(response, byteCount: byteCount + chunk.count)
            return byteCount <= Self.largestDiscard || leave(with: response, connection)
        case .reading(let reader):
            if chunk.isEmpty { return finish(reader, on: connection) }
            return read(chunk, with: reader, on: connection)
        case .waiting(let reply): return reply.response.map { send($0, on: connection) } ?? true
        }
    }

    /// The request is over, answered or broken off.
    func end(_ connection: Connection) {
        if case .reading(let reader) = stage { reader.cancel() }
        if request != nil { context.inFlight.end(reply) }
        context.deadlines.change(connection.id, to: .idle)
    }

    /// Takes the header.
    private func begin(_ connection: Connection, method: String, version: String) -> Bool {
        let request = Request(
            method: method, target: target, version: version, headers: connection.headers,
            remoteAddress: connection.remoteAddress)
        self.request = request
        context.inFlight.begin()
        if let fault = RequestCheck.fault(in: request) {
            var response = context.handler.response(to: fault, of: request)
            // Where this request ends is not certain, so nothing that follows may be taken for another.
            response.headers["Connection"] = "close"
            return conclude(with: response, on: connection)
        }
        switch context.handler.answer(to: request) {
        case .response(let response): return conclude(with: response, on: connection)
        case .form(let upload): return beginForm(upload, of: request, on: connection)
        }
    }

    private func beginForm(_ upload: FormUpload, of request: Request, on connection: Connection) -> Bool {
        do throws(FormRefusal) {
            stage = .reading(
                try FormReader(upload, for: request) { [context] in
                    context.handler.response(to: $0, of: request)
                })
            context.deadlines.change(connection.id, to: .sendingBody)
            return true
        } catch {
            return conclude(with: error.response, on: connection)
        }
    }

    private func read(_ chunk: [UInt8], with reader: FormReader, on connection: Connection) -> Bool {
        context.deadlines.addBodyBytes(chunk.count, to: connection.id)
        do throws(FormRefusal) {
            try reader.take(chunk)
        } catch {
            guard let size = request?.declaredBodySize,
                size <= receivedByteCount + UInt64(Self.largestDiscard)
            else {
                return leave(with: error.response, connection)
            }
            stage = .discarding(error.response, byteCount: 0)
            context.deadlines.change(connection.id, to: .sendingRefusedBody)
        }
        return true
    }

    private func finish(_ reader: FormReader, on connection: Connection) -> Bool {
        guard let request else { return false }
        let reply = PendingReply(fallback: context.handler.response(to: .stopping, of: request))
        guard context.inFlight.enter(reply) else {
            reader.cancel()
            return send(reply.fallback, on: connection)
        }
        self.reply = reply
        stage = .waiting(reply)
        context.deadlines.change(connection.id, to: .waiting)
        reply.suspend(connection)
        do throws(FormRefusal) {
            try reader.finish { reply.fulfil($0) }
        } catch {
            reply.fulfil(error.response)
        }
        return true
    }

    /// Answers without a look at the body.
    private func conclude(with response: Response, on connection: Connection) -> Bool {
        guard let request else { return false }
        let isLast = response.headers["Connection"] != nil
        // Here the sender waits for us, or nothing more is to come.
        if request.expectsContinue || (isLast && !request.hasBody) { return send(response, on: connection) }
        if isLast || request.declaredBodySize ?? 0 > Self.largestDiscard {
            return leave(with: response, connection)
        }
        // libmicrohttpd closes a connection that is answered before the request's end, so that end is waited for.
        stage = .discarding(response, byteCount: 0)
        if request.hasBody { context.deadlines.change(connection.id, to: .sendingRefusedBody) }
        return true
    }

    /// Answers in the midst of a request, and ends the connection.
    private func leave(with response: Response, _ connection: Connection) -> Bool {
        guard let request else { return false }
        stage = .answered
        let outgoing = Outgoing(response, for: request) { context.handler.response(to: $0, of: request) }
        if let bytes = outgoing.farewell(to: request.method, at: time(nil)) {
            connection.sendLast(bytes, lingering: context.lingering)
        }
        return false
    }

    private func send(_ response: Response, on connection: Connection) -> Bool {
        guard let request else { return false }
        stage = .answered
        var outgoing = Outgoing(response, for: request) { context.handler.response(to: $0, of: request) }
        if context.inFlight.isStopping { outgoing.headers["Connection"] = "close" }
        context.deadlines.change(connection.id, to: .receiving)
        return connection.queue(outgoing)
    }
}
