import System

/// A response in the content coding that suits a request, and what the request's conditions and range make of it.
struct SelectedRepresentation {
    /// What comes out for a request.
    enum Outcome {
        case send(Outgoing)
        case refuse(RequestFault, HeaderFields)
    }

    private let response: Response
    private let request: Request
    private let contents: CodedContents
    private let isCompressible: Bool
    private let coding: ContentCoding

    /// Chooses the coding.
    init(of response: Response, for request: Request, _ contents: CodedContents) {
        self.response = response
        self.request = request
        self.contents = contents
        isCompressible = ContentCoding.isWorthwhile(
            type: response.headers["Content-Type"], byteCount: response.body.byteCount)
        coding = isCompressible ? Self.coding(of: response, for: request) : .identity
    }

    /// The coding that the client likes best, or another that it takes and whose tag it names: it has that one already.
    private static func coding(of response: Response, for request: Request) -> ContentCoding {
        // A range is one of the plain bytes: those of a coding would depend on how it compressed this time.
        if request.method == "GET", request.headers["Range"] != nil { return .identity }
        var codings = ContentCoding.accepted(request.headers["Accept-Encoding"])
        let best = codings.first ?? .identity
        guard response.isConditional(request), let tag = response.entityTag else { return best }
        if let condition = request.headers["If-Match"].map(EntityTagCondition.init) {
            codings = codings.filter { condition.matchesStrongly(tag.encoded($0)) }
        }
        if let condition = request.headers["If-None-Match"].map(EntityTagCondition.init),
            let held = codings.first(where: { condition.matchesWeakly(tag.encoded($0)) })
        {
            return held
        }
        return codings.first ?? best
    }

    /// Whether a worker must make what is sent.
    var mustBePrepared: Bool {
        guard contents.mustBePrepared(response, in: coding) else { return false }
        return !response.isConditional(request)
            || (meetsPreconditions(request.headers) && !isUnmodified(request.headers))
    }

    /// Evaluates conditions, then the range, in the order of RFC 9110, section 13.2.2.
    func outcome(mayPrepare: Bool) -> Outcome {
        guard response.isConditional(request) else { return .send(whole(mayPrepare: mayPrepare)) }
        if !meetsPreconditions(request.headers) { return .refuse(.preconditionFailed, [:]) }
        if isUnmodified(request.headers) { return .send(notModified()) }
        let mayBeRanged = request.method == "GET" && rangeStillApplies(request.headers)
        switch ByteRange(mayBeRanged ? request.headers["Range"] : nil, size: response.body.byteCount) {
        case .whole: return .send(whole(mayPrepare: mayPrepare))
        case .part(let range): return .send(part(range))
        case .unsatisfiable:
            let size = response.body.byteCount
            return .refuse(.rangeNotSatisfiable(size: size), ["Content-Range": "bytes */\(size)"])
        }
    }

    /// All of it.
    func whole(mayPrepare: Bool) -> Outgoing {
        guard let form = contents.form(of: response, in: coding, mayPrepare: mayPrepare) else {
            return Outgoing(
                status: response.status, headers: headers(.identity, digest: response.digest),
                payload: plainPayload())
        }
        let digest = response.digest == nil ? nil : form.digest
        return Outgoing(
            status: response.status, headers: headers(coding, digest: digest), payload: sized(form.payload))
    }

    /// A HEAD has no content, and nobody knows the size that a content compressed while it is sent would have.
    private func sized(_ payload: Outgoing.Payload) -> Outgoing.Payload {
        guard request.method == "HEAD", case .coding = payload else { return payload }
        return .unsized
    }

    private func part(_ range: Range<UInt64>) -> Outgoing {
        var headers = headers(.identity, digest: response.digest)
        headers["Content-Range"] =
            "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(response.body.byteCount)"
        let payload: Outgoing.Payload =
            switch response.body {
            case .bytes(let bytes): .bytes(Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)]))
            case .file(let slice): .file(slice.part(range))
            }
        return Outgoing(status: 206, headers: headers, payload: payload)
    }

    /// Without what describes the content: RFC 9110, section 15.4.5, asks for the validators alone.
    private func notModified() -> Outgoing {
        var headers = headers(coding, digest: nil)
        for name in ["Content-Type", "Content-Encoding", "Content-Disposition"] { headers[name] = nil }
        return Outgoing(status: 304, headers: headers, payload: .bytes([]))
    }

    private func headers(_ coding: ContentCoding, digest: Digest?) -> HeaderFields {
        var headers = response.headers
        headers["ETag"] = response.entityTag?.encoded(coding).description
        headers["Last-Modified"] = response.lastModified.map(HTTPDate.text)
        headers["Content-Encoding"] = coding == .identity ? nil : coding.rawValue
        headers["Repr-Digest"] = digest.map(DigestField.text)
        if isCompressible { headers.append("Vary", "Accept-Encoding") }
        if response.status == 200 { headers["Accept-Ranges"] = "bytes" }
        return headers
    }

    private func plainPayload() -> Outgoing.Payload {
        switch response.body {
        case .bytes(let bytes): .bytes(bytes)
        case .file(let slice): .file(slice)
        }
    }
}

extension SelectedRepresentation {
    private func meetsPreconditions(_ headers: HeaderFields) -> Bool {
        if let field = headers["If-Match"] {
            return EntityTagCondition(field).matchesStrongly(response.entityTag?.encoded(coding))
        }
        guard let limit = headers["If-Unmodified-Since"].flatMap(HTTPDate.seconds),
            let changed = response.lastModified
        else { return true }
        return changed <= limit
    }

    private func isUnmodified(_ headers: HeaderFields) -> Bool {
        if let field = headers["If-None-Match"] {
            return EntityTagCondition(field).matchesWeakly(response.entityTag?.encoded(coding))
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

extension Response {
    /// Whether the conditions of a request apply to it: those of any other method or status mean nothing.
    fileprivate func isConditional(_ request: Request) -> Bool {
        status == 200 && ["GET", "HEAD"].contains(request.method)
    }
}
