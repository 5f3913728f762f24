import CMicroHTTPD

extension Outgoing {
    /// The bytes of a response after which the connection ends; nil for content that is not in memory.
    ///
    /// For answers that cannot wait until libmicrohttpd takes one: it does so only before and after a body.
    func farewell(to method: String, at time: Int) -> [UInt8]? {
        guard case .bytes(let content) = payload else { return nil }
        let phrase = MHD_get_reason_phrase_for(CUnsignedInt(status)).map { String(cString: $0) } ?? ""
        var lines = ["HTTP/1.1 \(status) \(phrase)", "Date: \(HTTPDate.text(time))"]
        lines += headers.fields.lazy.filter { $0.name != "Connection" }.map { "\($0.name): \($0.value)" }
        lines += ["Content-Length: \(content.count)", "Connection: close", "", ""]
        return Array(lines.joined(separator: "\r\n").utf8) + (method == "HEAD" ? [] : content)
    }
}
