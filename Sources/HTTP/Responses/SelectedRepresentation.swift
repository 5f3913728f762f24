/// A response in the content coding that suits a request, and what the request's conditions and range make of it.
struct SelectedRepresentation {
    /// What comes out for a request.
    enum Outcome {
        case send(Outgoing)
        case refuse(RequestFault, HeaderFields)
    }

    private let response: Response
    private let isCompressible: Bool
    private let isGzipped: Bool
    /// For a file that is compressed while it is sent.
    private let permit: FileCompressions.Permit?

    /// Chooses the coding; a file is not compressed while too many others are.
    init(of response: Response, for request: Request, _ compressions: FileCompressions) {
        self.response = response
        isCompressible = ContentCoding.isWorthwhile(
            type: response.headers["Content-Type"], byteCount: response.body.byteCount)
        let wantsGzip =
            isCompressible && Self.mayGzip(response, for: request)
            && ContentCoding.prefersGzip(request.headers["Accept-Encoding"])
        let needsPermit = if case .file = response.body { response.gzipped == nil } else { false }
        permit = wantsGzip && needsPermit ? compressions.permit() : nil
        isGzipped = wantsGzip && (!needsPermit || permit != nil)
    }

    private static func mayGzip(_ response: Response, for request: Request) -> Bool {
        // A range is one of the plain bytes: those of a coding would depend on how it compressed this time.
        if request.headers["Range"] != nil { return false }
        // libmicrohttpd ends also the answer to a HEAD with a last chunk when its size is not known beforehand, and the
        // client would take that for the beginning of the next response.
        if request.method == "HEAD", case .file = response.body { return response.gzipped != nil }
        return true
    }

    /// Evaluates conditions, then the range, in the order of RFC 9110, section 13.2.2.
    func outcome(for request: Request) -> Outcome {
        guard response.status == 200, ["GET", "HEAD"].contains(request.method) else { return .send(whole()) }
        if !meetsPreconditions(request.headers) { return .refuse(.preconditionFailed, [:]) }
        if isUnmodified(request.headers) { return .send(notModified()) }
        let mayBeRanged = request.method == "GET" && rangeStillApplies(request.headers)
        switch ByteRange(mayBeRanged ? request.headers["Range"] : nil, size: response.body.byteCount) {
        case .whole: return .send(whole())
        case .part(let range): return .send(part(range))
        case .unsatisfiable:
            let size = response.body.byteCount
            return .refuse(.rangeNotSatisfiable(size: size), ["Content-Range": "bytes */\(size)"])
        }
    }

    /// All of it.
    func whole() -> Outgoing {
        guard isGzipped, let payload = gzippedPayload() else {
            return Outgoing(
                status: response.status, headers: headers(isGzipped: false), payload: plainPayload())
        }
        return Outgoing(status: response.status, headers: headers(isGzipped: true), payload: payload)
    }

    private func part(_ range: Range<UInt64>) -> Outgoing {
        var headers = headers(isGzipped: false)
        headers["Content-Range"] =
            "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(response.body.byteCount)"
        let payload: Outgoing.Payload =
            switch response.body {
            case .bytes(let bytes): .bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
            case .file(let slice): .file(slice.part(range))
            }
        return Outgoing(status: 206, headers: headers, payload: payload)
    }

    private func notModified() -> Outgoing {
        var headers = headers(isGzipped: isGzipped)
        for name in ["Content-Type", "Content-Encoding", "Content-Disposition"] { headers[name] = nil }
        return Outgoing(status: 304, headers: headers, payload: .bytes([]))
    }

    private func headers(isGzipped: Bool) -> HeaderFields {
        var headers = response.headers
        headers["ETag"] = entityTag(isGzipped: isGzipped)?.description
        headers["Last-Modified"] = response.lastModified.map(HTTPDate.text)
        headers["Content-Encoding"] = isGzipped ? "gzip" : nil
        if isCompressible { headers.append("Vary", "Accept-Encoding") }
        if response.status == 200 { headers["Accept-Ranges"] = "bytes" }
        return headers
    }

    /// Other bytes need another tag.
    private func entityTag(isGzipped: Bool) -> EntityTag? {
        isGzipped ? response.entityTag?.encoded("gzip") : response.entityTag
    }

    private func plainPayload() -> Outgoing.Payload {
        switch response.body {
        case .bytes(let bytes): .bytes(bytes)
        case .file(let slice): .file(slice)
        }
    }

    private func gzippedPayload() -> Outgoing.Payload? {
        if let gzipped = response.gzipped { return .file(gzipped) }
        switch response.body {
        case .bytes(let bytes): return gzip(bytes).map { .bytes($0) }
        case .file(let slice): return permit.map { .gzipping(slice, $0) }
        }
    }
}

extension SelectedRepresentation {
    private func meetsPreconditions(_ headers: HeaderFields) -> Bool {
        if let field = headers["If-Match"] {
            return EntityTagCondition(field).matchesStrongly(entityTag(isGzipped: isGzipped))
        }
        guard let limit = headers["If-Unmodified-Since"].flatMap(HTTPDate.seconds),
            let changed = response.lastModified
        else { return true }
        return changed <= limit
    }

    private func isUnmodified(_ headers: HeaderFields) -> Bool {
        if let field = headers["If-None-Match"] {
            return EntityTagCondition(field).matchesWeakly(entityTag(isGzipped: isGzipped))
        }
        guard let limit = headers["If-Modified-Since"].flatMap(HTTPDate.seconds),
            let changed = response.lastModified
        else { return false }
        return changed <= limit
    }

    // A date tells contents apart to the second only, so it never proves that the client's part is of this content.
    private func rangeStillApplies(_ headers: HeaderFields) -> Bool {
        guard let field = headers["If-Range"] else { return true }
        return field != "*" && EntityTagCondition(field).matchesStrongly(response.entityTag)
    }
}
