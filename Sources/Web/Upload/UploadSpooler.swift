import HTTP
import JSON
import Model
import Synchronization

/// Takes one upload: spools its files while they arrive, then hands them over.
final class UploadSpooler: FormSink {
    private let settings: UploadSettings
    private let links: Links
    private let uploader: String?
    /// Whether a browser sends the form of the page: it is led on to the page of the run.
    private let isForm: Bool
    private let respond: @Sendable (Problem) -> Response
    private let parts: Mutex<UploadParts>

    /// A sink for one request, whose token has the name `uploader`; `respond` turns a problem into its answer.
    ///
    /// `isForm` says that the client prefers a page.
    init(
        _ settings: UploadSettings, _ links: Links, uploader: String?, isForm: Bool,
        respond: @escaping @Sendable (Problem) -> Response
    ) {
        self.settings = settings
        self.links = links
        self.uploader = uploader
        self.isForm = isForm
        self.respond = respond
        parts = Mutex(UploadParts(settings))
    }

    func begin(_ part: FormPart) throws(FormRefusal) {
        try change { (parts) throws(Problem) in try parts.begin(part) }
    }

    func receive(_ bytes: ArraySlice<UInt8>) throws(FormRefusal) {
        try change { (parts) throws(Problem) in try parts.receive(bytes) }
    }

    func endPart() throws(FormRefusal) {
        try change { (parts) throws(Problem) in try parts.endPart() }
    }

    func finish(reply: @escaping @Sendable (Response) -> Void) {
        guard let drop = parts.withLock({ $0.takeDrop(from: uploader) }) else {
            cancel()
            return reply(respond(Problem(.reportMissing, "Send the report in a form field named \"file\".")))
        }
        settings.intake.take(drop) { [self] result in
            reply(response(to: result))
        }
    }

    func cancel() {
        parts.withLock { $0.discard() }
    }

    private func change(_ body: (inout UploadParts) throws(Problem) -> Void) throws(FormRefusal) {
        do throws(Problem) {
            try parts.withLock { (parts) throws(Problem) in try body(&parts) }
        } catch {
            throw FormRefusal(respond(error))
        }
    }

    private func response(to result: Result<Outcome, Problem>) -> Response {
        switch result {
        case .failure(let problem): return respond(problem)
        case .success(let outcome):
            guard let id = outcome.id else {
                return respond(
                    outcome.problem ?? Problem(.internalError, "The upload ended without a result."))
            }
            if isForm { return .seeOther(links.run(id)) }
            return Response(type: "application/json", bytes: answer(id, outcome).bytes)
        }
    }

    private func answer(_ id: RunID, _ outcome: Outcome) -> JSONValue {
        [
            "link": .string(links.run(id)),
            "uuid": .string(id.description),
            "duplicate": .bool(outcome.kind == .duplicate),
            "warnings": .array(outcome.warnings.map(\.json)),
        ]
    }
}
