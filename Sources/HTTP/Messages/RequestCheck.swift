import System

/// What a request must fulfil before anything acts on it.
///
/// Among others: requests over whose end two parsers in a row could disagree, which is how one request is smuggled inside another.
enum RequestCheck {
    /// The first thing that is wrong with a request; nil when it may be answered.
    static func fault(in request: Request, _ limits: ServerLimits = ServerLimits()) -> RequestFault? {
        versionFault(in: request)
            ?? framingFault(in: request)
            ?? fieldFault(in: request.headers)
            ?? cookieFault(in: request.headers, limits)
            ?? hostFault(in: request)
            ?? methodFault(in: request)
            ?? targetFault(in: request, limits)
            ?? expectFault(in: request)
    }

    /// Those of RFC 9110, PATCH (RFC 5789) and QUERY, which is a GET with a body: known, and refused where they are not taken.
    private static let methods: Set = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY",
    ]

    private static func versionFault(in request: Request) -> RequestFault? {
        if ["HTTP/1.1", "HTTP/1.0"].contains(request.version) { return nil }
        let digits = Array(request.version.utf8.dropFirst(5))
        let isVersion =
            request.version.hasPrefix("HTTP/") && digits.count == 3 && digits[0].isDigit && digits[1] == 0x2E
            && digits[2].isDigit
        // The preface of HTTP/2 (RFC 9113, section 3.4) is no request.
        guard isVersion, request.method != "PRI" else {
            return .malformedRequest("The request line does not end in a version of HTTP.")
        }
        return .versionNotSupported
    }

    private static func expectFault(in request: Request) -> RequestFault? {
        request.headers["Expect"] == nil || request.expectsContinue ? nil : .expectationFailed
    }

    private static func framingFault(in request: Request) -> RequestFault? {
        let lengths = request.headers.values("Content-Length")
        let codings = request.headers.values("Transfer-Encoding")
        if lengths.count > 1 { return .malformedRequest("The Content-Length field is there more than once.") }
        if let length = lengths.first, !length.isAllDigits || UInt64(length) == nil {
            return .malformedRequest("The Content-Length is not a number of bytes.")
        }
        // The greatest number stands for an unknown length in libmicrohttpd.
        if let size = request.declaredBodySize, size > largestBody {
            return .bodyTooLarge(limit: largestBody)
        }
        guard let coding = codings.first else { return nil }
        if codings.count > 1 {
            return .malformedRequest("The Transfer-Encoding field is there more than once.")
        }
        if !lengths.isEmpty {
            return .malformedRequest("The request has both Content-Length and Transfer-Encoding.")
        }
        if request.version == "HTTP/1.0" { return .malformedRequest("HTTP/1.0 has no Transfer-Encoding.") }
        // In lower case: a parser in front may know no other.
        return coding == "chunked"
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

    /// libmicrohttpd takes memory for each cookie, and has an answer of its own where it has too little.
    private static func cookieFault(in headers: HeaderFields, _ limits: ServerLimits) -> RequestFault? {
        let count = headers.values("Cookie").reduce(0) { $0 + $1.utf8.count { $0 == 0x3B } + 1 }
        return count > limits.fieldCount
            ? .headTooLarge("The request has more than \(limits.fieldCount) cookies.") : nil
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

    private static let largestBody = UInt64(Int64.max)

    private static func targetFault(in request: Request, _ limits: ServerLimits) -> RequestFault? {
        if request.target.utf8.count > limits.targetByteCount {
            return .targetTooLong(limit: limits.targetByteCount)
        }
        // Counted as sent: an item may have no name and no value.
        if request.target.utf8.lazy.filter({ $0 == 0x26 }).count >= limits.parameterCount {
            return .tooManyParameters(limit: limits.parameterCount)
        }
        guard request.decodedTarget == nil, !["CONNECT", "OPTIONS"].contains(request.method) else {
            return nil
        }
        return .malformedRequest("The request target is not a path that can be decoded.")
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        // The marks %  - .  : [  ] _ and ~.
        case 0x25, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F, 0x7E: true
        default: byte.isLetterOrDigit
        }
    }

    /// RFC 9110, section 5.6.2.
    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        // The marks !  # $ % & '  * +  - .  ^ _ `  | and ~.
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: byte.isLetterOrDigit
        }
    }
}
