import HTTP
import JSON
import Model
import System

/// One run in JSON, and its files as they came.
struct RunAPI: Sendable {
    let runs: RunReader
    let links: Links

    /// The report, byte for byte.
    func report(_ reference: RunReference) throws(Problem) -> Response {
        let run = try runs.run(reference)
        return try runs.report(of: run).response(
            type: "application/json", tag: EntityTag("\(run.receipt.report.digest)"),
            modified: run.receipt.filed.seconds, digest: run.receipt.report.digest)
    }

    /// The config archive, byte for byte.
    func config(_ reference: RunReference) throws(Problem) -> Response {
        let run = try runs.run(reference)
        let (archive, bytes) = try runs.config(of: run)
        var response = bytes.response(
            type: "application/zip", tag: EntityTag("\(archive.digest)"), modified: run.configFiled.seconds,
            digest: archive.digest)
        response.headers["Content-Disposition"] = "attachment; filename=\"\(run.id)_config.zip\""
        return response
    }

    /// When and how the run came, with sizes and digests.
    func receipt(_ reference: RunReference) throws(Problem) -> Response {
        .tagged(try runs.run(reference).receipt.json.indentedBytes, type: "application/json")
    }

    /// All values but the series, a part at a time.
    func summary(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let query = try SummaryQuery(request)
        let summary = try runs.summary(reference, from: query.start, limits: query.limits)
        return .json(summary.adding(try runs.analysis(of: summary.run)).json(links))
    }

    /// Some bytes of the report as text, whatever they hold.
    func part(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let bytes = try PartQuery(request).bytes
        let run = try runs.run(reference)
        let size = run.receipt.report.byteCount
        guard bytes.upperBound <= size else {
            throw Problem(
                .rangeNotSatisfiable, "The part ends after the end of the report, which has \(size) bytes.",
                members: [.init("bytes", .integer(size))])
        }
        let tag = EntityTag("\(run.receipt.report.digest)-\(bytes.lowerBound)-\(bytes.upperBound)")
        return try runs.report(of: run, bytes).response(
            type: "text/plain; charset=utf-8", tag: tag, modified: run.receipt.filed.seconds)
    }
}

extension Response {
    /// A JSON document with a tag of its content.
    static func json(_ value: JSONValue) -> Response {
        tagged(value.bytes, type: "application/json")
    }

    /// Bytes with their digest as tag.
    static func tagged(_ bytes: [UInt8], type: String) -> Response {
        var response = Response(type: type, bytes: bytes)
        response.entityTag = EntityTag("\(Digest.of(bytes))")
        return response
    }

    /// A file with its tag and when it last changed, in seconds since 1970.
    static func file(_ slice: FileSlice, type: String, tag: EntityTag, modified: Int) -> Response {
        var response = Response(headers: ["Content-Type": type], body: .file(slice))
        response.entityTag = tag
        response.lastModified = modified
        return response
    }
}

extension Timestamp {
    /// Whole seconds since 1970.
    var seconds: Int { Int(milliseconds / 1000) }
}
