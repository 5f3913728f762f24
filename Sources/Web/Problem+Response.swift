import HTTP
import JSON
import Model
import Templates

extension Problem {
    /// What the server refuses, as a problem.
    init(_ fault: RequestFault) {
        switch fault {
        case .malformedRequest(let sentence): self.init(.requestMalformed, sentence)
        case .malformedForm(let sentence): self.init(.uploadMalformed, sentence)
        case .wrongDigest(let sentence): self.init(.uploadDigest, sentence)
        case .codedBody(let coding):
            self.init(
                .uploadCoded,
                "The body has the content coding \"\(coding.shortened(to: Self.quotedByteCount))\"; send the form as it is,"
                    + " without Content-Encoding. The files in it may be of any kind.")
        case .preconditionFailed:
            self.init(
                .preconditionFailed, "The content has changed since the version that the request names.")
        case .bodyTooLarge(let limit):
            self.init(
                .requestTooLarge, "The body is larger than \(limit) bytes.",
                members: [.init("limit", .number(String(limit)))])
        case .notAForm:
            self.init(
                .uploadNotForm, "Send the files as multipart/form-data, as curl -F file=@report.json does.")
        case .rangeNotSatisfiable(let size):
            self.init(.rangeNotSatisfiable, "The range begins after the end: the content has \(size) bytes.")
        case .unknownMethod: self.init(.notImplemented, "HTTP has no such method.")
        case .targetTooLong(let limit):
            self.init(
                .targetTooLong,
                "The request target is longer than \(limit) bytes; send fewer or shorter parameters.")
        case .tooManyParameters(let limit):
            self.init(.targetTooLong, "The query has more than \(limit) parameters; send fewer.")
        case .expectationFailed:
            self.init(.expectationFailed, "The only expectation that is met here is 100-continue.")
        case .headTooLarge(let sentence): self.init(.headTooLarge, sentence)
        case .versionNotSupported:
            self.init(.versionNotSupported, "This server speaks HTTP/1.1 and HTTP/1.0.")
        case .crowded:
            self.init(.busy, "Too many clients are being served at the moment; try again in some seconds.")
        case .busy:
            self.init(.busy, "Too many answers are being computed at the moment; try again in some seconds.")
        case .stopping: self.init(.stopping, "benchd is stopping; try again in a moment.")
        }
    }

    /// The problem as the client prefers it: a page for people, else JSON.
    ///
    /// What it quotes of a request or a file is shortened.
    func response(to request: Request, _ look: Look) -> Response {
        let shown = shortened
        var response =
            Self.prefersPage(request.headers["Accept"])
            ? Response(
                status: status, type: "text/html; charset=utf-8", bytes: look.render(.error, shown.context))
            : Response(status: status, type: "application/problem+json", bytes: shown.json.indentedBytes)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept"
        // RFC 9110, section 12.5.3: which coding would have been taken.
        if kind == .uploadCoded { response.headers["Accept-Encoding"] = "identity" }
        if kind == .tokenRequired {
            response.headers["WWW-Authenticate"] = Credentials.challenge(to: request)
        }
        if kind == .tooManyTokens { response.headers["Retry-After"] = members.first?.value.text }
        if status == 503 { response.headers["Retry-After"] = Self.retryPause }
        return response
    }

    /// In seconds.
    private static let retryPause = "10"

    /// Whether a field Accept asks for a page rather than for JSON.
    static func prefersPage(_ accept: String?) -> Bool {
        guard let accept else { return false }
        let weights = QualityList(accept)
        let json = ["application/problem+json", "application/json", "application/*", "*/*"]
        let page = weights["text/html"] ?? weights["text/*"] ?? 0
        return page > (json.lazy.compactMap { weights[$0] }.first ?? 0)
    }

    /// The context of templates/pages/error.html.
    var context: TemplateValue {
        [
            "page_title": .string(kind.title),
            "status": .string(String(status)),
            "title": .string(kind.title),
            "detail": .string(detail),
            "type": .string(kind.type),
            "facts": .list(
                members.map {
                    ["name": .string($0.key), "value": .string($0.value.string ?? $0.value.text)]
                }),
            "downloads": .list(downloads),
        ]
    }

    /// What can still be had of a run that is not opened.
    private var downloads: [TemplateValue] {
        guard kind == .runQuarantined else { return [] }
        return members.compactMap { member in
            guard ["report", "config"].contains(member.key), let link = member.value.string else {
                return nil
            }
            return ["name": .string(member.key), "link": .string(link)]
        }
    }
}
