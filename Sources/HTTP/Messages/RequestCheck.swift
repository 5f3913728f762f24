import System

/// What a request must fulfil before anything acts on it.
///
/// libmicrohttpd 0.9.75 accepts requests over whose end two parsers in a row could disagree, which is how one request
/// is smuggled inside another. It also accepts others that RFC 9112 asks to be refused.
enum RequestCheck {
    /// The first thing that is wrong with a request; nil when it may be answered.
    static func fault(in request: Request) -> RequestFault? {
        framingFault(in: request)
            ?? fieldFault(in: request.headers)
            ?? hostFault(in: request)
            ?? methodFault(in: request)
            ?? targetFault(in: request)
    }

    private static let methods: Set = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ]

    private static func framingFault(in request: Request) -> RequestFault? {
        let lengths = request.headers.values("Content-Length")
        let codings = request.headers.values("Transfer-Encoding")
        if lengths.count > 1 { return .malformedRequest("The Content-Length field is there more than once.") }
        if let length = lengths.first, !length.isAllDigits || UInt64(length) == nil {
            return .malformedRequest("The Content-Length is not a number of bytes.")
        }
        guard let coding = codings.first else { return nil }
        if codings.count > 1 {
            return .malformedRequest("The Transfer-Encoding field is there more than once.")
        }
        if !lengths.isEmpty {
            return .malformedRequest("The request has both Content-Length and Transfer-Encoding.")
        }
        if request.version == "HTTP/1.0" { return .malformedRequest("HTTP/1.0 has no Transfer-Encoding.") }
        return coding.equalsIgnoringCase("chunked")
            ? nil : .malformedRequest("The only Transfer-Encoding understood here is chunked.")
    }

    private static func fieldFault(in headers: HeaderFields) -> RequestFault? {
        for field in headers.fields {
            // A space before the colon is the classic way to hide a field from one of two parsers.
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(isTokenCharacter) else {
                return .malformedRequest("A header field's name holds a character that no name may hold.")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                return .malformedRequest("The header field \(field.name) holds a control character.")
            }
        }
        return nil
    }

    private static func hostFault(in request: Request) -> RequestFault? {
        let hosts = request.headers.values("Host")
        if hosts.count > 1 { return .malformedRequest("The Host field is there more than once.") }
        guard let host = hosts.first else {
            return request.version == "HTTP/1.0" ? nil : .malformedRequest("The Host field is missing.")
        }
        guard host.utf8.allSatisfy(isHostCharacter) else {
            return .malformedRequest("The Host field is not a host name or address with an optional port.")
        }
        return nil
    }

    private static func methodFault(in request: Request) -> RequestFault? {
        methods.contains(request.method) ? nil : .unknownMethod
    }

    private static func targetFault(in request: Request) -> RequestFault? {
        guard request.decodedTarget == nil, !["CONNECT", "OPTIONS"].contains(request.method) else {
            return nil
        }
        return .malformedRequest("The request target is not a path that can be decoded.")
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "-._~%:[]".utf8.contains(byte)
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
