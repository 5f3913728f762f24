// Its headers are where the constants of socket(2) may come in.
import CMicroHTTPD
import Glibc

/// A socket that listens, closed exactly once.
package struct ListeningSocket: ~Copyable {
    private let descriptor: CInt
    /// The address it is bound to, numeric and with the real port.
    package let address: ListenAddress
    /// Whether only this machine reaches it.
    package let isLoopback: Bool

    private static let backlog: CInt = 1024
    /// Bytes that a connection may have in the kernel without having been sent (tcp(7), TCP_NOTSENT_LOWAT).
    ///
    /// With 256 KiB many large downloads at once are three times slower; with 2 MiB the arrival of a crowd holds up everyone.
    private static let unsentLimit: CInt = 1 << 20

    /// Listens on the first address that a name stands for.
    ///
    /// - Throws: `ServerError` with the call that failed.
    package init(_ wanted: ListenAddress) throws(ServerError) {
        var socketAddress = try SocketAddress(resolving: wanted)
        let descriptor = socket(
            socketAddress.family,
            CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue),
            0)
        guard descriptor >= 0 else { throw .current("socket", wanted.description) }
        do throws(ServerError) {
            // Else a restart would have to wait until the last connections have timed out.
            var isOn: CInt = 1
            _ = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<CInt>.size))
            // Connections have it from here. Else the kernel takes megabytes at once for each client that reads slowly.
            var unsent = Self.unsentLimit
            _ = setsockopt(
                descriptor, CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &unsent, socklen_t(MemoryLayout<CInt>.size))
            guard socketAddress.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
                throw .current("bind", wanted.description)
            }
            guard listen(descriptor, Self.backlog) == 0 else { throw .current("listen", wanted.description) }
            guard socketAddress.fill({ getsockname(descriptor, $0, $1) }) == 0 else {
                throw .current("getsockname", wanted.description)
            }
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        address = ListenAddress(host: socketAddress.host, port: socketAddress.port)
        isLoopback = socketAddress.isLoopback
    }

    deinit { _ = Glibc.close(descriptor) }

    /// The descriptor, within this value's life.
    var raw: CInt { descriptor }
}
