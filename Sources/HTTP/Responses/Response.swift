package import System

/// What a handler answers: the whole representation, before conditions, ranges and compression apply.
package struct Response: Sendable {
    /// The status code.
    var status: Int
    /// The header fields that belong to this answer; what every answer has is added when it is sent.
    package var headers: HeaderFields
    /// The content.
    var body: Body
    /// The content's strong validator, which conditional requests and safe ranges need.
    package var entityTag: EntityTag?
    /// When the content last changed, in seconds since 1970.
    package var lastModified: Int?
    /// The SHA-256 digest of the content, where the answer is to say it (RFC 9530).
    package var digest: Digest?
    /// The same content in the gzip format, where it is at hand.
    package var gzipped: FileSlice?

    /// The content of a response.
    package enum Body: Sendable {
        /// Bytes in memory.
        case bytes([UInt8])
        /// Bytes that are sent from where they are: an open file, or memory that answers share.
        case file(FileSlice)

        /// The number of bytes.
        var byteCount: UInt64 {
            switch self {
            case .bytes(let bytes): UInt64(bytes.count)
            case .file(let slice): slice.length
            }
        }
    }

    /// A response with a body; empty unless given.
    package init(status: Int = 200, headers: HeaderFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response with bytes of a media type.
    package init(status: Int = 200, type: String, bytes: [UInt8]) {
        self.init(status: status, headers: ["Content-Type": type], body: .bytes(bytes))
    }
}

extension Response {
    /// The number of bytes of its content.
    package var contentByteCount: Int { Int(clamping: body.byteCount) }

    /// Whether it may be sent again: it is no error, and has a tag that says so.
    package var isRepeatable: Bool { status == 200 && entityTag != nil }

    /// Whether its content is read from a file while it is sent.
    package var isFromFile: Bool {
        if case .file(let slice) = body, case .file = slice.source { true } else { false }
    }

    /// The same response with its content in memory that answers share; nil where it cannot be read.
    package func shared(_ count: LiveByteCount) -> Response? {
        let bytes: SharedBytes? =
            switch body {
            case .bytes(let bytes): count.share(bytes)
            case .file(let slice): count.share(slice)
            }
        guard let bytes else { return nil }
        var response = self
        response.body = .file(FileSlice(bytes))
        return response
    }
}
