package import JSON
package import System

/// What is wrong with a drop or a request, for its sender: an RFC 9457 problem.
///
/// The same object is an HTTP answer, a rejection's `reason.json`, a receipt's `problem` and what
/// `benchd check` prints.
package struct Problem: Error, Equatable, Sendable {
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
                JSONValue.Member("type", .string(kind.type)),
                JSONValue.Member("title", .string(kind.title)),
                JSONValue.Member("status", .integer(status)),
                JSONValue.Member("detail", .string(detail)),
            ] + members)
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let kind = json["type"]?.string.flatMap(Kind.init(type:)), let detail = json["detail"]?.string
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
            // The sender gets one path of a rename; the log has both.
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
