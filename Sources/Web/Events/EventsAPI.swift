import HTTP
import Model

/// The stream of what happens (docs/api.md).
struct EventsAPI: Sendable {
    let hub: EventHub
    let gate: Gate

    /// A stream of the events after the one that the client has seen last, or from now on.
    func listen(_ request: Request) throws(Problem) -> Answer {
        let headers: HeaderFields = [
            "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store",
            // nginx would hold events back until its buffer is full.
            "X-Accel-Buffering": "no",
        ]
        let response = Response(headers: headers)
        if request.method == "HEAD" { return .response(response) }
        let id = request.headers["Last-Event-ID"]
        guard let stream = hub.listen(after: id, while: { [gate] in gate.stillAdmits(request) }) else {
            throw Problem(
                .busy,
                "\(EventHub.listenerLimit) clients listen to events already; try again in some minutes.")
        }
        return .stream(response, stream)
    }
}
