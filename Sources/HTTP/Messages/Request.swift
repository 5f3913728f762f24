/// The header of a request, as a value.
package struct Request: Equatable, Sendable {
    /// The method, as sent: methods are case-sensitive.
    package let method: String
    /// The request target, as sent: "/benchmarks/latest?metric=iops".
    package let target: String
    /// The protocol version: "HTTP/1.1".
    let version: String
    /// The same, for those who log it.
    package var protocolVersion: String { version }
    /// The header fields.
    package let headers: HeaderFields
    /// Who sent it over this connection.
    package let peer: Peer
    /// The target's parts, percent-decoded; nil when the target is malformed.
    package let decodedTarget: RequestTarget?

    /// Decodes the target; whether the request may be answered is for ``RequestCheck`` to say.
    init(
        method: String, target: String, version: String = "HTTP/1.1", headers: HeaderFields = [:],
        peer: Peer = .local
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.headers = headers
        self.peer = peer
        decodedTarget = RequestTarget(target)
    }

    /// The decoded path segments: ["benchmarks", "latest"], and [""] for "/".
    package var path: [String] { decodedTarget?.path ?? [] }

    /// The host that the request is for, with a port where one is named: of a target in absolute form, else of the Host
    /// field (RFC 9112, section 3.2.2); nil where neither names one.
    package var authority: String? {
        let text = decodedTarget?.authority ?? headers["Host"]
        return text == "" ? nil : text
    }

    /// The first value of a query item; "" for an item without a value.
    package func query(_ name: String) -> String? {
        decodedTarget?.query.first { $0.name == name }?.value
    }

    /// Whether a body may follow the header.
    var hasBody: Bool {
        headers["Transfer-Encoding"] != nil || headers.values("Content-Length").contains { $0 != "0" }
    }

    /// The Content-Length in bytes; nil for a chunked body or none.
    package var declaredBodySize: UInt64? {
        headers["Content-Length"].flatMap(UInt64.init)
    }

    /// Whether the sender waits for an answer to its header before it sends the body.
    var expectsContinue: Bool {
        headers["Expect"]?.equalsIgnoringCase("100-continue") ?? false
    }
}
