import Glibc
import HTTP

/// The socket that systemd passes to a service which it starts for connections (sd_listen_fds(3)).
enum PassedSocket {
    /// The first descriptor that is passed.
    private static let first: CInt = 3

    /// The descriptor; nil where none is passed to this process.
    ///
    /// - Throws: `CommandFault` where it is not what benchd can listen on.
    static func descriptor(environment: [String: String]) throws -> CInt? {
        // The variables of another process, such as a shell that systemd has started, mean nothing here.
        guard environment["LISTEN_PID"] == String(getpid()), let text = environment["LISTEN_FDS"] else {
            return nil
        }
        guard let count = Int(text), count >= 0 else {
            throw CommandFault("LISTEN_FDS in the environment must be a number, not \"\(text)\"")
        }
        guard count > 0 else { return nil }
        guard count == 1 else {
            throw CommandFault(
                "systemd passes \(count) sockets, and benchd takes one; leave one ListenStream= in the socket's unit"
            )
        }
        let family = option(SO_DOMAIN)
        guard option(SO_TYPE) == CInt(SOCK_STREAM.rawValue), option(SO_ACCEPTCONN) == 1,
            family == AF_INET || family == AF_INET6
        else {
            throw CommandFault(
                "systemd passes something else than a TCP socket that listens;"
                    + " write ListenStream=ADDRESS:PORT and Accept=no into the socket's unit")
        }
        return first
    }

    /// Refuses a socket that listens elsewhere than an option wants: neither could be obeyed without ignoring the other.
    ///
    /// `title` is what messages call the option.
    static func expect(_ descriptor: CInt, at wanted: ListenAddress, _ title: String) throws {
        let address = try ListeningSocket.address(of: descriptor)
        guard wanted.port != 0, try wanted.resolved() != address else { return }
        throw CommandFault(
            "\(title) is \(wanted), and systemd passes a socket that listens on \(address);"
                + " set ListenStream= in the socket's unit, or remove the option")
    }

    /// An option of the descriptor; nil where it is no socket.
    private static func option(_ name: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(first, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }
}
