/// The part of a request's header that libmicrohttpd gets: what it needs to find the end of the request, and to know whether
/// the connection goes on.
///
/// It would read all else too, and take memory for each parameter, field and cookie, though nobody asks it for them.
struct PassedHeader: Equatable, Sendable {
    let method: String
    let version: String
    /// The fields, in the order in which they came.
    let headers: HeaderFields

    /// What stands for every target.
    static let target = "/"

    /// For every host: who may ask under which one is not for libmicrohttpd to know.
    private static let host = HeaderFields.Field(name: "Host", value: "benchd")
    private static let names = ["Connection", "Content-Length", "Transfer-Encoding", "Expect"]

    fileprivate init(of request: Request) {
        method = request.method
        version = request.version
        var headers: HeaderFields = [:]
        headers.append(Self.host)
        for field in request.headers.fields where Self.names.contains(where: field.name.equalsIgnoringCase) {
            headers.append(field)
        }
        self.headers = headers
    }

    /// As it is written: one space, no white space around a value.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        for part in [method, " ", Self.target, " ", version, "\r\n"] { bytes += part.utf8 }
        for field in headers.fields {
            for part in [field.name, ": ", field.value, "\r\n"] { bytes += part.utf8 }
        }
        bytes += "\r\n".utf8
        return bytes
    }
}

extension Request {
    /// What libmicrohttpd gets of it.
    var passedHeader: PassedHeader { PassedHeader(of: self) }
}
