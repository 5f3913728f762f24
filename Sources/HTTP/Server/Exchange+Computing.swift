// Answers that a thread of the server does not make.
extension Exchange {
    /// Sends a response, which the pool compresses before where that takes long and nothing that is computed delays it.
    func prepare(_ response: Response, on connection: Connection) -> Bool {
        guard context.mustBePrepared(response, for: request), context.pool.hasFreeThread else {
            return send(response, on: connection)
        }
        return compute({ response }, orWhenBusy: response, on: connection)
    }

    /// Has the pool compute the response, compressed and all; `substitute` is sent while the pool is busy.
    func compute(
        _ work: @escaping @Sendable () -> Response, orWhenBusy substitute: Response? = nil,
        on connection: Connection
    ) -> Bool {
        guard let reply = wait(on: connection) else {
            return send(context.handler.response(to: .stopping, of: request), on: connection)
        }
        Self.compute(work, orWhenBusy: substitute, for: reply, of: request, context)
        return true
    }

    private static func compute(
        _ work: @escaping @Sendable () -> Response, orWhenBusy substitute: Response? = nil,
        for reply: PendingReply, of request: Request, _ context: ServerContext
    ) {
        context.pool.add(
            AnswerPool.Work(
                run: {
                    if reply.isFulfilled { return }
                    reply.fulfil(context.outgoing(work(), for: request, mayPrepare: true))
                },
                refuse: {
                    let response = substitute ?? context.handler.response(to: .busy, of: request)
                    reply.fulfil(context.outgoing(response, for: request))
                },
                isAbandoned: { reply.isAbandoned }))
    }

    /// Has the answer decided when what it waits for has come.
    func answerLater(
        _ wait: Wait,
        _ answer: @escaping @Sendable () -> Answer, on connection: Connection
    ) -> Bool {
        guard let reply = self.wait(on: connection) else {
            return send(context.handler.response(to: .stopping, of: request), on: connection)
        }
        wait { [context, request] in
            if reply.isFulfilled { return }
            switch answer() {
            case .response(let response):
                if context.mustBePrepared(response, for: request), context.pool.hasFreeThread {
                    Self.compute(
                        { response }, orWhenBusy: response, for: reply, of: request, context)
                } else {
                    reply.fulfil(context.outgoing(response, for: request))
                }
            case .work(let work): Self.compute(work, for: reply, of: request, context)
            case .awaited, .stream, .form:
                reply.fulfil(
                    context.outgoing(context.handler.response(to: .busy, of: request), for: request))
            }
        }
        return true
    }
}
