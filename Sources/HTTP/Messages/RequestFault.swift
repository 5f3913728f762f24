/// Why the server itself answers a request with an error.
package enum RequestFault: Error, Equatable, Sendable {
    /// 400: the header breaks HTTP's rules, as the sentence says.
    case malformedRequest(String)
    /// 400: the body is not the form that its Content-Type announces, as the sentence says.
    case malformedForm(String)
    /// 412: If-Match or If-Unmodified-Since does not hold.
    case preconditionFailed
    /// 413: the body is larger than this many bytes.
    case bodyTooLarge(limit: UInt64)
    /// 415: the body is not multipart/form-data.
    case notAForm
    /// 416: the range begins after the end of the content, which has this many bytes.
    case rangeNotSatisfiable(size: UInt64)
    /// 501: no method of HTTP's.
    case unknownMethod
    /// 503: more answers are being computed than the server takes on.
    case busy
    /// 503: the server stops.
    case stopping

    /// The status code.
    var status: Int {
        switch self {
        case .malformedRequest, .malformedForm: 400
        case .preconditionFailed: 412
        case .bodyTooLarge: 413
        case .notAForm: 415
        case .rangeNotSatisfiable: 416
        case .unknownMethod: 501
        case .busy, .stopping: 503
        }
    }
}
