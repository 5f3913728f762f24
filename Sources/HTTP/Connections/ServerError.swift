import Glibc
import System

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

    /// What a system call gives that has to do with no address.
    static func converting<Value>(_ body: () throws(FileError) -> Value) throws(ServerError) -> Value {
        do {
            return try body()
        } catch {
            throw ServerError(operation: error.operation, address: nil, errno: error.errno)
        }
    }

    /// What failed and what to do: "bind 127.0.0.1:8000: Address already in use; stop what uses it, or ...".
    package var description: String {
        let cause = "\(operation)\(address.map { " \($0)" } ?? ""): \(FileError.reason(errno))"
        return hint.map { "\(cause); \($0)" } ?? cause
    }

    private var hint: String? {
        switch errno {
        case EADDRINUSE: "stop what uses it, or choose another address"
        case EADDRNOTAVAIL: "this machine does not have it, so choose another address"
        case EACCES: "give benchd CAP_NET_BIND_SERVICE for a port below 1024, or choose another"
        default: FileError.hint(errno)
        }
    }
}
