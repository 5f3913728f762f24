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

    /// "bind 127.0.0.1:8000: Address already in use".
    package var description: String {
        "\(operation)\(address.map { " \($0)" } ?? ""): \(String(cString: strerror(errno)))"
    }
}
