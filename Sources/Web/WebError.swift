package import HTTP
package import System

/// Why the web side could not start, for its operator.
package enum WebError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address cannot be listened on.
    case listen(ListenAddress, ServerError)
    /// There is no descriptor or thread left.
    case start(FileError)
    /// The access log cannot be opened.
    case accessLog(FileError)
    /// The templates are not complete or not right; the sentence says where.
    case templates(String)
    /// A file of tokens cannot be used.
    case tokens(TokenFault)

    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .listen(let address, let error):
            "cannot listen on \(address): \(error) (--listen)"
        case .start(let error): "cannot start the server: \(error)"
        case .accessLog(let error): "cannot open the access log: \(error) (--access-log)"
        case .tokens(let fault): "\(fault); correct it or choose another file"
        case .templates(let reason):
            "cannot use the templates: \(reason); correct it or choose another --templates"
        }
    }
}
