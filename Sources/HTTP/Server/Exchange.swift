import Glibc

/// One request and its answer, on the thread of its connection.
///
///     header -> answered                     a response is at hand
///     header -> discarding -> answered       ... but a body comes first
///     header -> discarding -> waiting -> answered   the pool computes it
///     header -> reading -> waiting -> answered   a form; its sink replies
///               reading -> discarding        ... or refuses it, with little left to come
///     any        -> answered                     a last answer, where much is left to come or its end is not certain
final class Exchange {
    private enum Stage {
        case header
        case discarding(Conclusion, byteCount: Int)
        case reading(FormReader)
        case waiting(PendingReply)
        case answered
    }

    /// What follows a body that nobody looks at.
    private enum Conclusion {
        case response(Response)
        case work(@Sendable () -> Response)
        case awaited(Wait, @Sendable () -> Answer)
    }

    /// Keeps a call, and makes it when what is waited for has come.
    typealias Wait = @Sendable (@escaping @Sendable () -> Void) -> Void

    /// How much of a body is read after its refusal, so that its sender gets to see the answer.
    private static let largestDiscard = 1 << 20

    let request: Request
    /// The target that libmicrohttpd has read.
    private let seenTarget: String
    let context: ServerContext
    private var stage = Stage.header
    private var hasBegun = false
    private var receivedByteCount: UInt64 = 0
    private var reply: PendingReply?
    private var begun = ContinuousClock.now
    /// What was sent, or is being sent.
    private var sent: (status: Int, contentByteCount: UInt64?)?
    private var stream: EventStream?

    /// An exchange whose header has come; libmicrohttpd has read its request line.
    init(_ request: Request, seenTarget: String, context: ServerContext) {
        self.request = request
        self.seenTarget = seenTarget
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
        case .discarding(let conclusion, let byteCount):
            if chunk.isEmpty { return conclude(conclusion, on: connection) }
            stage = .discarding(conclusion, byteCount: byteCount + chunk.count)
            return byteCount <= Self.largestDiscard || giveUp(conclusion, connection)
        case .reading(let reader):
            if chunk.isEmpty { return finish(reader, on: connection) }
            return read(chunk, with: reader, on: connection)
        case .waiting(let reply): return reply.outgoing.map { send($0, on: connection) } ?? true
        }
    }

    /// The request is over, answered or broken off.
    func end(_ connection: Connection) {
        if case .reading(let reader) = stage { reader.cancel() }
        // Here the client is gone, or has taken all.
        stream?.end()
        if stream != nil { context.streams.remove(connection.id) }
        if hasBegun {
            context.inFlight.end(reply)
            context.handler.note(finished)
        }
        context.deadlines.change(connection.id, to: .idle)
    }

    private var finished: FinishedExchange {
        FinishedExchange(
            request: request, status: sent?.status,
            contentByteCount: request.method == "HEAD" ? 0 : sent.map(\.contentByteCount) ?? 0,
            receivedByteCount: receivedByteCount, duration: .now - begun)
    }

    /// Takes the header.
    private func begin(_ connection: Connection, method: String, version: String) -> Bool {
        let requestCount = context.inFlight.begin()
        (hasBegun, begun) = (true, .now)
        // The header is here; what takes time from now on is our own work.
        context.deadlines.change(connection.id, to: .waiting)
        guard isAsPassed(connection, method: method, version: version) else {
            context.warn("libmicrohttpd has read a header in another way than benchd; the request is refused")
            return refuse(.malformedRequest("The header has more than one reading."), connection)
        }
        guard context.limits.hasRoom(for: context.handler.urgency(of: request), requestCount: requestCount)
        else {
            return refuse(.crowded, connection)
        }
        switch context.handler.answer(to: request) {
        case .response(let response): return conclude(with: response, on: connection)
        case .work(let work): return discardBody(before: .work(work), on: connection)
        case .awaited(let wait, let answer):
            return discardBody(before: .awaited(wait, answer), on: connection)
        case .stream(let response, let stream): return begin(stream, response, on: connection)
        case .form(let upload): return beginForm(upload, of: request, on: connection)
        }
    }

    /// Whether libmicrohttpd has understood the header as ``RequestFramer`` has passed it.
    private func isAsPassed(_ connection: Connection, method: String, version: String) -> Bool {
        let header = request.passedHeader
        return method == header.method && version == header.version && seenTarget == PassedHeader.target
            && connection.hasHeaders(header.headers)
    }

    /// Refuses the request, and ends the connection with it: where such a request ends is not certain, or its place is needed.
    private func refuse(_ fault: RequestFault, _ connection: Connection) -> Bool {
        var response = context.handler.response(to: fault, of: request)
        response.headers["Connection"] = "close"
        return conclude(with: response, on: connection)
    }

    private func begin(_ stream: EventStream, _ response: Response, on connection: Connection) -> Bool {
        self.stream = stream
        guard context.streams.add(stream, of: connection.id) else {
            return send(context.handler.response(to: .stopping, of: request), on: connection)
        }
        return send(Outgoing(response, stream), on: connection)
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
            guard let size = request.declaredBodySize,
                size <= receivedByteCount + UInt64(Self.largestDiscard)
            else {
                return leave(with: error.response, connection)
            }
            stage = .discarding(.response(error.response), byteCount: 0)
            context.deadlines.change(connection.id, to: .sendingRefusedBody)
        }
        return true
    }

    private func finish(_ reader: FormReader, on connection: Connection) -> Bool {
        guard let reply = wait(on: connection) else {
            reader.cancel()
            return send(context.handler.response(to: .stopping, of: request), on: connection)
        }
        do throws(FormRefusal) {
            try reader.finish { [context, request] in reply.fulfil(context.outgoing($0, for: request)) }
        } catch {
            reply.fulfil(context.outgoing(error.response, for: request))
        }
        return true
    }

    /// Suspends the connection until there is a reply; nil when it is too late for one.
    func wait(on connection: Connection) -> PendingReply? {
        let stopping = context.handler.response(to: .stopping, of: request)
        let reply = PendingReply(fallback: context.outgoing(stopping, for: request))
        guard context.inFlight.enter(reply) else { return nil }
        self.reply = reply
        stage = .waiting(reply)
        context.deadlines.change(connection.id, to: .waiting)
        reply.suspend(connection)
        return reply
    }

    private func conclude(_ conclusion: Conclusion, on connection: Connection) -> Bool {
        switch conclusion {
        case .response(let response): prepare(response, on: connection)
        case .work(let work): compute(work, on: connection)
        case .awaited(let wait, let answer): answerLater(wait, answer, on: connection)
        }
    }

    /// Answers without a look at the body.
    private func conclude(with response: Response, on connection: Connection) -> Bool {
        let isLast = response.headers["Connection"] != nil
        // Here the sender waits for us, or nothing more is to come.
        if request.expectsContinue || (isLast && !request.hasBody) { return send(response, on: connection) }
        if isLast || request.declaredBodySize ?? 0 > Self.largestDiscard {
            return leave(with: response, connection)
        }
        return discardBody(before: .response(response), on: connection)
    }

    /// Waits for the request's end: libmicrohttpd closes a connection that is answered before.
    private func discardBody(before conclusion: Conclusion, on connection: Connection) -> Bool {
        switch conclusion {
        case .work, .awaited: if request.expectsContinue { return self.conclude(conclusion, on: connection) }
        case .response: break
        }
        stage = .discarding(conclusion, byteCount: 0)
        if request.hasBody { context.deadlines.change(connection.id, to: .sendingRefusedBody) }
        return true
    }

    /// Ends a request whose body does not end.
    private func giveUp(_ conclusion: Conclusion, _ connection: Connection) -> Bool {
        guard case .response(let response) = conclusion else { return false }
        return leave(with: response, connection)
    }

    /// Answers in the midst of a request, and ends the connection.
    private func leave(with response: Response, _ connection: Connection) -> Bool {
        stage = .answered
        let outgoing = context.outgoing(response, for: request)
        sent = (outgoing.status, outgoing.contentByteCount)
        if let bytes = outgoing.farewell(to: request.method, at: time(nil)) {
            context.lingering.sendLast(bytes, to: connection.descriptor)
        }
        return false
    }

    func send(_ response: Response, on connection: Connection) -> Bool {
        send(context.outgoing(response, for: request), on: connection)
    }

    private func send(_ outgoing: Outgoing, on connection: Connection) -> Bool {
        stage = .answered
        var outgoing = outgoing
        // The end of a chunked body is known by its own lines only, so nothing behind one is taken for a request.
        if context.inFlight.isStopping || request.headers["Transfer-Encoding"] != nil {
            outgoing.headers["Connection"] = "close"
        }
        sent = (outgoing.status, outgoing.contentByteCount)
        context.deadlines.change(connection.id, to: stream == nil ? .receiving : .streaming)
        return connection.queue(outgoing, context)
    }
}
