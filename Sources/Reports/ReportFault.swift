package import JSON
package import Model
package import System

/// Why bytes are not a report.
package enum ReportFault: Error, Equatable, Sendable {
    /// A value that is JSON, but not what a report has there.
    package struct Shape: Equatable, Sendable {
        /// RFC 6901, from the top of the report.
        package let pointer: String
        package let expected: String
        package let found: String
    }

    case syntax(JSONFault)
    /// The first few, in the order of the text; never empty.
    case shape([Shape])
    case tooLarge(byteCount: Int, limit: Int)
    /// More of something than is read: what, how many are, and where the next one stands.
    case tooMany(String, limit: Int, JSONPosition)
    case file(FileError)

    /// Whether more bytes could make it a report.
    package var endsEarly: Bool {
        if case .syntax(let fault) = self { fault.endsEarly } else { false }
    }

    /// The fault as its sender gets it.
    package var problem: Problem {
        switch self {
        case .syntax(let fault): Problem(fault)
        case .shape(let shapes): Problem(shapes)
        case .tooLarge(let byteCount, let limit):
            Problem(
                .reportTooLarge,
                "The report has \(byteCount) bytes, and \(limit) are allowed; shorten it or raise --max-report.",
                members: [.init("bytes", .integer(byteCount)), .init("limit", .integer(limit))])
        case .tooMany(let things, let limit, let position):
            Problem(
                .reportTooLarge,
                "The report has more than \(limit) \(things), at line \(position.line), column \(position.column)"
                    + " (byte \(position.offset)); split it into several reports.",
                members: [.init("limit", .integer(limit)), .init("offset", .integer(position.offset))])
        case .file(let error): Problem(error)
        }
    }
}

extension Problem {
    fileprivate init(_ shapes: [ReportFault.Shape]) {
        guard let first = shapes.first else {
            self.init(.reportShape, "The JSON is not a benchmark report.")
            return
        }
        let place = first.pointer.isEmpty ? "at its top" : "at \(first.pointer)"
        let more = shapes.count > 1 ? " (and \(shapes.count - 1) more)" : ""
        self.init(
            .reportShape,
            "The JSON is not a benchmark report: \(place) there must be \(first.expected),"
                + " but there is \(first.found)\(more).",
            members: [
                .init("pointer", .string(first.pointer)), .init("expected", .string(first.expected)),
                .init("found", .string(first.found)),
                .init(
                    "faults",
                    .array(
                        shapes.map {
                            [
                                "pointer": .string($0.pointer), "expected": .string($0.expected),
                                "found": .string($0.found),
                            ]
                        })),
            ])
    }
}
