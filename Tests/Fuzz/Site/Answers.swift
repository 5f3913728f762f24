@testable import HTTP
@testable import JSON
@testable import Web

/// What must hold of every answer, whatever is asked about whatever report.
enum Answers {
    private static let statuses: Set = [
        200, 206, 303, 304, 400, 401, 403, 404, 405, 412, 413, 414, 415, 416, 417, 421, 422, 429, 431, 500,
        501, 503,
        505, 507,
    ]
    private static let largestPage = 2 << 20

    /// The response to a request, computed on this thread; nil where the answer is a form.
    static func response(of site: Site, to request: Request) -> Response? {
        switch site.answer(to: request).now {
        case .response(let response): return response
        case .work(let compute): return compute()
        case .stream(let response, let stream):
            stream.end()
            return response
        case .form, .awaited: return nil
        }
    }

    /// Makes what is really sent of a response, to its last byte.
    static func check(_ response: Response, to request: Request, of site: Site) {
        let outgoing = Outgoing(response, for: request, contents: CodedContents()) {
            site.response(to: $0, of: request)
        }
        require(statuses.contains(outgoing.status), "the status \(outgoing.status)")
        for field in outgoing.headers.fields {
            let isClean = field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            require(isClean, "the field \(field.name) holds a control character")
        }
        let content = content(outgoing.payload)
        let type = outgoing.headers["Content-Type"] ?? ""
        let byteCount = Int(response.body.byteCount)
        require(!type.hasPrefix("text/html") || byteCount <= largestPage, "a page of \(byteCount) bytes")
        _ = outgoing.farewell(to: request.method, at: 0)
        let isPlain = outgoing.headers["Content-Encoding"] == nil && outgoing.status != 206
        guard isPlain, type.hasSuffix("json"), !content.isEmpty else { return }
        let texts =
            type == "application/x-ndjson" ? content.split(separator: UInt8(ascii: "\n")) : [content[...]]
        for text in texts {
            let isJSON = (try? JSONValue(parsing: Array(text))) != nil
            require(isJSON, "no JSON: \(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func content(_ payload: Outgoing.Payload) -> [UInt8] {
        switch payload {
        case .bytes(let bytes): return bytes
        case .file(let slice):
            var bytes = [UInt8](repeating: 0, count: Int(slice.length))
            require(bytes.withUnsafeMutableBytes { slice.fill($0, at: 0) }, "a file is short")
            return bytes
        case .coding(let slice, let coding, let permit): return compressed(slice, coding, permit)
        case .unsized, .stream: return []
        }
    }

    private static func compressed(
        _ slice: FileSlice, _ coding: ContentCoding, _ permit: FileCompressions.Permit
    ) -> [UInt8] {
        guard let reader = CodedReader(slice, in: coding, permit) else { return [] }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 15)
        while true {
            switch buffer.withUnsafeMutableBytes({ reader.read(into: $0) }) {
            case .bytes(let count): bytes += buffer[..<count]
            case .end: return bytes
            case .failed, .waits: fatalError("a file is short, or is not there")
            }
        }
    }
}
