/// Why the server itself answers a request with an error.
package enum RequestFault: Error, Equatable, Sendable {
    /// 400: the header breaks HTTP's rules, as the sentence says.
    case malformedRequest(String)
    /// 400: the body is not the form that its Content-Type announces, as the sentence says.
    case malformedForm(String)
    /// 400: the body is not the one that the header names by its digest, or the digest cannot be read, as the sentence says.
    case wrongDigest(String)
    /// 412: If-Match or If-Unmodified-Since does not hold.
    case preconditionFailed
    /// 413: the body is larger than this many bytes.
    case bodyTooLarge(limit: UInt64)
    /// 415: the body is not multipart/form-data.
    case notAForm
    /// 415: the body is in this content coding.
    case codedBody(String)
    /// 416: the range begins after the end of the content, which has this many bytes.
    case rangeNotSatisfiable(size: UInt64)
    /// 414: the target is longer than this many bytes.
    case targetTooLong(limit: Int)
    /// 414: the query has more items than this.
    case tooManyParameters(limit: Int)
    /// 417: Expect asks for something else than 100-continue.
    case expectationFailed
    /// 431: the header is larger than the server takes, as the sentence says.
    case headTooLarge(String)
    /// 501: no method of HTTP's.
    case unknownMethod
    /// 503: more answers are being computed than the server takes on.
    case busy
    /// 503: there are more connections than the server takes on.
    case crowded
    /// 505: a version of HTTP that is not spoken here.
    case versionNotSupported
    /// 503: the server stops.
    case stopping

    /// The status code.
    var status: Int {
        switch self {
        case .malformedRequest, .malformedForm, .wrongDigest: 400
        case .preconditionFailed: 412
        case .bodyTooLarge: 413
        case .notAForm, .codedBody: 415
        case .rangeNotSatisfiable: 416
        case .targetTooLong, .tooManyParameters: 414
        case .expectationFailed: 417
        case .headTooLarge: 431
        case .unknownMethod: 501
        case .busy, .crowded, .stopping: 503
        case .versionNotSupported: 505
        }
    }
}
