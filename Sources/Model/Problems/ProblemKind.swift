extension Problem {
    /// The stable kinds of problem; `row` says what a client reads of each.
    package enum Kind: Sendable, CaseIterable {
        case reportMissing, reportSyntax, reportShape, reportTooLarge, reportDamaged
        case configNotZip, configDamaged, configUnsafe, configTooLarge
        case configEncrypted, configUnsupported, configSecret
        case notesRefused, notesKept, notComputed
        case verificationPending, judgingFailed, runQuarantined, runRemoved
        case uploadMalformed, uploadNotForm, uploadCoded, uploadDigest, uploadForbidden
        case tokenRequired, tooManyTokens, forbidden, misdirectedRequest
        case storageFull, storageFailed, databaseUnavailable, busy, stopping
        case notFound, methodNotAllowed, requestMalformed, requestTooLarge
        case targetTooLong, headTooLarge, expectationFailed, versionNotSupported
        case preconditionFailed, rangeNotSatisfiable, notImplemented, internalError
    }
}

/// What a client reads of a kind of problem.
private struct ProblemKindRow {
    /// The last part of the type.
    let name: String
    /// The HTTP status of an answer that is this problem.
    let status: Int
    /// A few words that are the same for every occurrence.
    let title: String

    init(_ name: String, _ status: Int, _ title: String) {
        (self.name, self.status, self.title) = (name, status, title)
    }
}

extension Problem.Kind {
    /// The last part of its type: "report-syntax".
    package var name: String { row.name }

    /// The table of problems: type, HTTP status, title (docs/api.md).
    private var row: ProblemKindRow {
        switch self {
        case .reportMissing: .init("report-missing", 400, "There is no report")
        case .reportSyntax: .init("report-syntax", 422, "The report is not valid JSON")
        case .reportShape: .init("report-shape", 422, "The JSON is not a benchmark report")
        case .reportTooLarge: .init("report-too-large", 413, "The report is too large")
        case .reportDamaged: .init("report-damaged", 500, "The report is damaged")
        case .configNotZip: .init("config-not-zip", 422, "The config archive is not a zip")
        case .configDamaged: .init("config-damaged", 422, "The config archive is damaged")
        case .configUnsafe: .init("config-unsafe", 422, "The config archive has an unsafe member")
        case .configTooLarge: .init("config-too-large", 413, "The config archive is too large")
        case .configEncrypted: .init("config-encrypted", 422, "The config member is encrypted")
        case .configUnsupported: .init("config-unsupported", 422, "Compression method not supported")
        // Only ever a warning: the archive was filed.
        case .configSecret: .init("config-secret", 200, "The config archive holds a secret")
        case .notesRefused: .init("notes-refused", 422, "The notes are refused")
        // Only ever a warning: the run has other words already.
        case .notesKept: .init("notes-kept", 200, "The run keeps its notes")
        case .notComputed: .init("not-computed", 503, "The run is not computed")
        case .verificationPending: .init("verification-pending", 503, "The file is being verified")
        case .judgingFailed: .init("judging-failed", 422, "Reading the drop ends benchd")
        case .runQuarantined: .init("run-quarantined", 500, "The run is quarantined")
        case .runRemoved: .init("run-removed", 410, "The run was removed")
        case .uploadMalformed: .init("upload-malformed", 400, "The upload is malformed")
        case .uploadNotForm: .init("upload-not-form", 415, "The upload is not a form")
        case .uploadCoded: .init("upload-coded", 415, "The upload is compressed")
        case .uploadDigest: .init("upload-digest", 400, "The digest is not that of the upload")
        case .uploadForbidden: .init("upload-forbidden", 403, "Uploads are not open here")
        case .tokenRequired: .init("token-required", 401, "Unauthorized")
        case .tooManyTokens: .init("too-many-tokens", 429, "Too many requests")
        case .forbidden: .init("forbidden", 403, "Forbidden")
        case .misdirectedRequest: .init("misdirected-request", 421, "Misdirected request")
        case .storageFull: .init("storage-full", 507, "There is no space left")
        case .storageFailed: .init("storage-failed", 503, "The storage failed")
        case .databaseUnavailable:
            .init("database-unavailable", 503, "The database cannot be used")
        case .busy: .init("busy", 503, "The server is busy")
        case .stopping: .init("stopping", 503, "The server is stopping")
        case .notFound: .init("not-found", 404, "Not found")
        case .methodNotAllowed: .init("method-not-allowed", 405, "Method not allowed")
        case .requestMalformed: .init("request-malformed", 400, "Bad request")
        case .requestTooLarge: .init("request-too-large", 413, "Content too large")
        case .targetTooLong: .init("target-too-long", 414, "The request target is too long")
        case .headTooLarge: .init("head-too-large", 431, "The header is too large")
        case .expectationFailed: .init("expectation-failed", 417, "Expectation failed")
        case .versionNotSupported: .init("version-not-supported", 505, "HTTP version not supported")
        case .preconditionFailed: .init("precondition-failed", 412, "Precondition failed")
        case .rangeNotSatisfiable: .init("range-not-satisfiable", 416, "Range not satisfiable")
        case .notImplemented: .init("not-implemented", 501, "Not implemented")
        case .internalError: .init("internal-error", 500, "Internal server error")
        }
    }

    /// The RFC 9457 type, such as "/problems/not-found": a stable identifier, which leads to no page.
    package var type: String { "/problems/\(row.name)" }

    /// The HTTP status that goes with it.
    package var status: Int { row.status }

    /// A few words that are the same for every occurrence.
    package var title: String { row.title }

    /// The kind of a type; nil for a type that this version does not know.
    package init?(type: String) {
        guard let kind = Self.allCases.first(where: { $0.type == type }) else { return nil }
        self = kind
    }
}

extension Problem.Kind {
    /// Whether the bytes of a report cannot be had, which may end: then a page shows what else is known.
    package var isLackOfBytes: Bool {
        [.reportDamaged, .verificationPending, .databaseUnavailable].contains(self)
    }
}
