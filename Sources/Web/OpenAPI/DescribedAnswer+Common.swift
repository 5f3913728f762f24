import JSON
import Model

/// The answers that follow from what an operation is and who may use it, and are not written with each.
extension DescribedRoute {
    /// All statuses of problems, in order, each once.
    var problemStatuses: [Int] {
        Set((Self.everywhere + ownProblems).flatMap(\.statuses)).sorted()
    }

    /// The problems that not every address answers with, in the order of the table of problems.
    var ownProblems: [Problem.Kind] {
        let kinds = access.problems + conditionalKinds + operation.problems
        return Problem.Kind.allCases.filter { kinds.contains($0) && !Self.everywhere.contains($0) }
    }

    /// The answers that are no problems.
    var answers: [DescribedAnswer] {
        guard [.read, .badge].contains(access), !operation.answers.contains(where: { $0.status == 303 })
        else {
            return operation.answers
        }
        return operation.answers + [.toLogin]
    }

    /// What the server answers whatever the address is.
    static let everywhere: [Problem.Kind] = [
        .requestMalformed, .requestTooLarge, .targetTooLong, .expectationFailed, .headTooLarge,
        .internalError, .busy, .stopping, .versionNotSupported, .tooManyTokens, .misdirectedRequest,
    ]

    private var conditionalKinds: [Problem.Kind] {
        operation.isConditional ? [.preconditionFailed, .rangeNotSatisfiable] : []
    }
}

extension AccessRule {
    /// How those are refused who may not use a route.
    fileprivate var problems: [Problem.Kind] {
        switch self {
        case .open, .status: []
        case .read, .badge: [.tokenRequired, .forbidden]
        case .upload: [.tokenRequired, .uploadForbidden]
        case .session: [.forbidden]
        }
    }

    /// What a request may bring, as security requirement objects (OpenAPI 3.1, section 4.8.30); the first needs nothing.
    var securityRequirements: JSONValue {
        let none: JSONValue = [:]
        let token: [JSONValue] = [["bearer": []], ["basic": []]]
        return switch self {
        case .open, .session: []
        case .upload: .array([none] + token)
        case .read, .badge, .status: .array([none] + token + [["session": []]])
        }
    }
}

extension DescribedAnswer {
    /// What a browser gets that shows no token in a closed installation.
    fileprivate static let toLogin = seeOther(
        "In a closed installation a reader who is not logged in is led to the page /login.")
}

extension Problem.Kind {
    /// What goes wrong while the library is read.
    static let ofLibrary: [Problem.Kind] = [.storageFull, .storageFailed]
    /// What else goes wrong while one run is read.
    static let ofRun: [Problem.Kind] =
        ofLibrary + [
            .notFound, .runRemoved, .reportDamaged, .verificationPending, .runQuarantined,
        ]
    /// What else goes wrong while a config archive is read.
    static let ofConfig: [Problem.Kind] =
        ofRun + [
            .configDamaged, .configEncrypted, .configUnsupported, .configTooLarge, .notComputed,
        ]
    /// What is wrong with what was sent.
    static let ofUpload: [Problem.Kind] =
        ofLibrary + [
            .reportMissing, .reportSyntax, .reportShape, .reportTooLarge, .configTooLarge, .uploadMalformed,
            .uploadNotForm, .uploadCoded, .uploadDigest, .uploadForbidden, .requestTooLarge, .judgingFailed,
        ]

    /// The HTTP statuses of answers that are this problem; none for what is only ever a warning.
    var statuses: [Int] {
        switch self {
        case .configSecret, .notesKept: []
        // What was filed is damaged by no fault of the sender.
        case .configDamaged: [status, 500]
        default: [status]
        }
    }
}

extension DescribedParameter {
    /// The header fields that every address with a validator understands.
    static let conditions: [DescribedParameter] = [
        .header("If-None-Match", .string.example("\"0\""), "304 where the content has one of these tags."),
        .header("If-Match", .string.example("*"), "412 where the content has none of these tags."),
        .header("If-Modified-Since", .string, "304 where the content has not changed since (IMF-fixdate)."),
        .header("If-Unmodified-Since", .string, "412 where the content has changed since (IMF-fixdate)."),
        .header("Range", .string.example("bytes=0-1"), "The bytes that are wanted of the content."),
        .header("If-Range", .string, "The tag without which the range means the whole content."),
    ]
}

extension DescribedHeader {
    static let challenge = DescribedHeader(
        name: "WWW-Authenticate", schema: .string(pattern: "Bearer .+"), text: "What to bring.")
    /// The digest of the coded bytes (RFC 9530), where it is known before they are sent.
    static let digest = DescribedHeader(
        name: "Repr-Digest", schema: .string(pattern: "sha-256=:[A-Za-z0-9+/]{43}=:"), isRequired: false,
        text: "SHA-256 of the content in its coding (RFC 9530).")
    static let contentRange = DescribedHeader(
        name: "Content-Range", schema: .string(pattern: "bytes [0-9]+-[0-9]+/[0-9]+"),
        text: "Which bytes these are, and how many there are.")
    /// The size of what a range was asked of.
    static let askedRange = DescribedHeader(
        name: "Content-Range", schema: .string(pattern: #"bytes \*/[0-9]+"#), isRequired: false,
        text: "How many bytes there are.")
    static let retryAfter = DescribedHeader(
        name: "Retry-After", schema: .integer(from: 0), text: "After how many seconds to ask again.")
    static let cacheControl = DescribedHeader(
        name: "Cache-Control", schema: .string, text: "How caches may keep the answer.")
    static let vary = DescribedHeader(
        name: "Vary", schema: .string, isRequired: false,
        text: "The fields of the request that chose between forms of the content.")
    static let lastModified = DescribedHeader(
        name: "Last-Modified", schema: .string, isRequired: false, text: "When the content last changed.")
    /// The validator of a file, which has none while the file is being verified.
    static let fileTag = DescribedHeader(
        name: "ETag", schema: DescribedHeader.tag.schema, isRequired: false,
        text: "A strong validator of the content in its coding; none while the file is being verified.")
}
