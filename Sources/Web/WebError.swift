package import HTTP

/// Why the web side could not start, for its operator.
package enum WebError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address cannot be listened on.
    case listen(ListenAddress, ServerError)
    /// The templates are not complete or not right; the sentence says where.
    case templates(String)

    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .listen(let address, let error):
            "cannot listen on \(address): \(error) (--listen)"
        case .templates(let reason):
            "cannot use the templates: \(reason); correct it or choose another --templates"
        }
    }
}
