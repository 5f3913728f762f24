import Store

/// What must hold of every answer, whatever is asked about whatever report.
enum Answers {
    private static let statuses: Set = [
        200, 206, 304, 400, 403, 404, 405, 412, 413, 415, 416, 417, 421, 422, 500, 501, 503, 507,
    ]
    private static let largestPage = 2 << 20

    /// Makes what is really sent of a response, to its last byte.
    static func check(_ response: Response, to request: Request, of site: Site) {
        let outgoing = Outgoing(response, for: request) { site.response(to: $0, of: request) }
        require(statuses.contains(outgoing.status), "the status \(outgoing.status)")
        for field in outgoing.headers.fields {
            let isClean = field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            require(isClean, "the field \(field.name) holds a control character")
        }
        let content = content(outgoing.payload)
        let type = outgoing.headers["Content-Type"] ?? ""
        require(
            !type.hasPrefix("text/html") || content.count <= largestPage, "a page of \(content.count) bytes")
        _ = outgoing.farewell(to: request.method, at: 0)
        let isPlain = outgoing.headers["Content-Encoding"] == nil && outgoing.status != 206
        guard isPlain, type.hasSuffix("json"), !content.isEmpty else { return }
        require(
            (try? JSONValue(parsing: content)) != nil, "no JSON: \(String(decoding: content, as: UTF8.self))")
    }

    private static func content(_ payload: Outgoing.Payload) -> [UInt8] {
        switch payload {
        case .bytes(let bytes): return bytes
        case .file(let slice):
            return [UInt8](unsafeUninitializedCapacity: Int(slice.length)) { buffer, count in
                count = slice.file.read(into: UnsafeMutableRawBufferPointer(buffer), at: slice.offset) ?? 0
            }
        case .gzipping(let slice):
            guard let reader = GzipFileReader(slice) else { return [] }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 15)
            while case .bytes(let count) = buffer.withUnsafeMutableBytes({ reader.read(into: $0) }) {
                bytes += buffer[..<count]
            }
            return bytes
        }
    }
}
