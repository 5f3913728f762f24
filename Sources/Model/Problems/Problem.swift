package import JSON
package import System

/// What went wrong, for the one who can mend it: an RFC 9457 problem.
///
/// The same object is an HTTP answer, a rejection's `reason.json`, a receipt's `problem` and what
/// `benchd check` prints.
package struct Problem: Error, Equatable, Sendable {
    /// The stable kinds of problem; the raw value is the last part of `type`.
    package enum Kind: String, Sendable, CaseIterable {
        case reportMissing = "report-missing"
        case reportSyntax = "report-syntax"
        case reportShape = "report-shape"
        case reportTooLarge = "report-too-large"
        case reportDamaged = "report-damaged"
        case configNotZip = "config-not-zip"
        case configDamaged = "config-damaged"
        case configUnsafe = "config-unsafe"
        case configTooLarge = "config-too-large"
        case configEncrypted = "config-encrypted"
        case configUnsupported = "config-unsupported"
        case configSecret = "config-secret"
        case verificationPending = "verification-pending"
        case uploadMalformed = "upload-malformed"
        case uploadNotForm = "upload-not-form"
        case uploadForbidden = "upload-forbidden"
        case judgingFailed = "judging-failed"
        case storageFull = "storage-full"
        case storageFailed = "storage-failed"
        case busy
        case stopping
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case requestMalformed = "request-malformed"
        case requestTooLarge = "request-too-large"
        case preconditionFailed = "precondition-failed"
        case rangeNotSatisfiable = "range-not-satisfiable"
        case notImplemented = "not-implemented"
        case internalError = "internal-error"
        case runQuarantined = "run-quarantined"

        /// The HTTP status that goes with it.
        package var status: Int {
            switch self {
            case .reportMissing, .uploadMalformed, .requestMalformed: 400
            case .reportSyntax, .reportShape, .judgingFailed, .configNotZip, .configDamaged, .configUnsafe:
                422
            case .configEncrypted, .configUnsupported: 422
            // Only ever a warning: what it is about was filed.
            case .configSecret: 200
            case .reportTooLarge, .configTooLarge, .requestTooLarge: 413
            case .uploadNotForm: 415
            case .uploadForbidden: 403
            case .storageFull: 507
            case .storageFailed, .busy, .stopping, .verificationPending: 503
            case .notFound: 404
            case .methodNotAllowed: 405
            case .preconditionFailed: 412
            case .rangeNotSatisfiable: 416
            case .notImplemented: 501
            case .internalError, .runQuarantined, .reportDamaged: 500
            }
        }

        /// A few words that stay the same for every occurrence.
        package var title: String {
            switch self {
            case .reportMissing: "There is no report"
            case .reportSyntax: "The report is not valid JSON"
            case .reportShape: "The JSON is not a benchmark report"
            case .reportTooLarge: "The report is too large"
            case .reportDamaged: "The report is damaged"
            case .configNotZip: "The config archive is not a zip"
            case .configDamaged: "The config archive is damaged"
            case .configUnsafe: "The config archive has a hostile entry"
            case .configTooLarge: "The config archive is too large"
            case .configEncrypted: "The config entry is encrypted"
            case .configUnsupported: "The config entry is packed in a way that is not read here"
            case .configSecret: "The config archive holds what should not be shared"
            case .verificationPending: "The file is being verified"
            case .uploadMalformed: "The upload is malformed"
            case .uploadNotForm: "The upload is not a form"
            case .uploadForbidden: "Uploads are not open here"
            case .judgingFailed: "Reading it ends benchd"
            case .storageFull: "There is no space left"
            case .storageFailed: "The storage failed"
            case .busy: "The server is busy"
            case .stopping: "The server is stopping"
            case .notFound: "There is no such thing here"
            case .methodNotAllowed: "The method is not allowed"
            case .requestMalformed: "The request is malformed"
            case .requestTooLarge: "The request is too large"
            case .preconditionFailed: "The content is another than expected"
            case .rangeNotSatisfiable: "The range lies behind the end"
            case .notImplemented: "The method is not known here"
            case .internalError: "Something failed inside benchd"
            case .runQuarantined: "This run is not opened"
            }
        }
    }

    package let kind: Kind
    /// One sentence that says what is wrong, where, and what to do.
    package let detail: String
    /// What else is known: `pointer`, `expected`, `found`, `line`, `column`, `offset`, `entry`, `limit`, in this order.
    package let members: [JSONValue.Member]
    /// The HTTP status: its kind's, but where the same is wrong with what was filed, and so no fault of a sender.
    package let status: Int

    /// A problem with what is known of it.
    package init(_ kind: Kind, _ detail: String, members: [JSONValue.Member] = [], status: Int? = nil) {
        self.kind = kind
        self.detail = detail
        self.members = members
        self.status = status ?? kind.status
    }

    /// The problem as RFC 9457 writes it.
    package var json: JSONValue {
        .object(
            [
                JSONValue.Member("type", .string("/problems/\(kind.rawValue)")),
                JSONValue.Member("title", .string(kind.title)),
                JSONValue.Member("status", .integer(status)),
                JSONValue.Member("detail", .string(detail)),
            ] + members)
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let type = json["type"]?.string, let detail = json["detail"]?.string,
            let kind = Kind.allCases.first(where: { type == "/problems/\($0.rawValue)" })
        else { return nil }
        let own: Set<String> = ["type", "title", "status", "detail"]
        self.init(
            kind, detail, members: (json.members ?? []).filter { !own.contains($0.key) },
            status: json["status"]?.integer)
    }
}

extension Problem {
    /// A problem out of the store's own trouble.
    package init(_ error: FileError) {
        if error.isOutOfSpace {
            self.init(.storageFull, "The disk is full; try again when there is space.")
        } else {
            // A rename's other path is none of the sender's business; the log has both.
            let call = error.operation.prefix { $0 != " " }
            self.init(
                .storageFailed,
                "The storage failed (\(call): \(FileError.reason(error.errno))); try again later.")
        }
    }

    /// A text that is not JSON.
    package init(_ fault: JSONFault) {
        let place = "at line \(fault.line), column \(fault.column) (byte \(fault.offset))"
        self.init(
            .reportSyntax,
            "The report is not valid JSON: \(place) there must be \(fault.expected), but there is \(fault.found).",
            members: [
                .init("expected", .string(fault.expected)), .init("found", .string(fault.found)),
                .init("line", .integer(fault.line)), .init("column", .integer(fault.column)),
                .init("offset", .integer(fault.offset)),
            ])
    }
}
