/// What is really sent for a request: a response after conditions, ranges and compression.
struct Outgoing: Sendable {
    /// The bytes to send.
    enum Payload: Sendable {
        case bytes([UInt8])
        case file(FileSlice)
        /// What is written to a stream.
        case stream(EventStream)
        /// A file to compress while it is sent.
        case coding(FileSlice, ContentCoding, FileCompressions.Permit)
        /// The content that a HEAD leaves out, of a size that is not known.
        case unsized
    }

    /// The size of the content in bytes; nil where it is not known beforehand.
    var contentByteCount: UInt64? {
        switch payload {
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(let slice): slice.length
        case .stream, .coding, .unsized: nil
        }
    }

    /// The status code.
    var status: Int
    /// All header fields but those that libmicrohttpd adds: Date, Content-Length, Transfer-Encoding.
    var headers: HeaderFields
    /// The content.
    var payload: Payload

    /// Applies what RFC 9110 has every GET and HEAD understand, and adds the fields of every answer.
    ///
    /// `refusal` gives the response to a condition or range that does not hold; `mayPrepare` says whether this thread may
    /// compress a large content.
    init(
        _ response: Response, for request: Request, contents: CodedContents, mayPrepare: Bool = true,
        refusal: (RequestFault) -> Response
    ) {
        let selected = SelectedRepresentation(of: response, for: request, contents)
        switch selected.outcome(mayPrepare: mayPrepare) {
        case .send(let outgoing): self = outgoing
        case .refuse(let fault, let fields):
            self = SelectedRepresentation(of: refusal(fault), for: request, contents)
                .whole(mayPrepare: mayPrepare)
            for field in fields.fields { headers[field.name] = field.value }
        }
        addCommonFields()
    }

    private mutating func addCommonFields() {
        for field in Self.commonFields.fields where headers[field.name] == nil {
            headers.append(field.name, field.value)
        }
    }

    /// A response whose content a stream gives.
    init(_ response: Response, _ stream: EventStream) {
        self.init(status: response.status, headers: response.headers, payload: .stream(stream))
        addCommonFields()
    }

    /// Exactly this.
    init(status: Int, headers: HeaderFields, payload: Payload) {
        self.status = status
        self.headers = headers
        self.payload = payload
    }

    private static let commonFields: HeaderFields = [
        "Content-Security-Policy": contentSecurityPolicy.joined(separator: "; "),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",
    ]

    private static let contentSecurityPolicy = [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data: blob:",
        // The hashes are of the two style sheets that plotly.js adds to a page; its layout breaks without them.
        "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
            + " 'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
        "style-src-attr 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
}
