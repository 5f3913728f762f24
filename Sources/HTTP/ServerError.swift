import Glibc

/// Why the server could not start.
package struct ServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call, as its manual page names it.
    package let operation: String
    /// The address to listen on; nil where the call has to do with none.
    package let address: String?
    /// Its errno(3).
    package let errno: CInt

    /// The error of the call that failed on the line before.
    static func current(_ operation: String, _ address: String? = nil) -> ServerError {
        ServerError(operation: operation, address: address, errno: Glibc.errno)
    }

    /// "bind 127.0.0.1:8000: Address already in use".
    package var description: String {
        "\(operation)\(address.map { " \($0)" } ?? ""): \(String(cString: strerror(errno)))"
    }
}
