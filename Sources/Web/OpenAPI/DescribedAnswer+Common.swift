import JSON
import Model

/// The answers that follow from what an operation is, and are not written with each.
extension DescribedOperation {
    /// All statuses of problems, in order, each once.
    var problemStatuses: [Int] {
        let kinds = Self.everywhere + conditionalKinds + problems
        return Set(kinds.flatMap(\.statuses)).sorted()
    }

    /// What the server answers whatever the address is.
    private static let everywhere: [Problem.Kind] = [
        .requestMalformed, .requestTooLarge, .targetTooLong, .expectationFailed, .headTooLarge,
        .internalError, .busy, .stopping, .versionNotSupported,
        .tokenRequired, .tooManyTokens, .forbidden, .misdirectedRequest,
    ]

    private var conditionalKinds: [Problem.Kind] {
        answers.contains(where: \.isConditional) ? [.preconditionFailed, .rangeNotSatisfiable] : []
    }
}

extension Problem.Kind {
    /// What goes wrong while the library is read.
    static let ofLibrary: [Problem.Kind] = [.storageFull, .storageFailed]
    /// What else goes wrong while one run is read.
    static let ofRun: [Problem.Kind] =
        ofLibrary + [
            .notFound, .reportDamaged, .verificationPending, .runQuarantined,
        ]
    /// What else goes wrong while a config archive is read.
    static let ofConfig: [Problem.Kind] =
        ofRun + [
            .configDamaged, .configEncrypted, .configUnsupported, .configTooLarge,
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
