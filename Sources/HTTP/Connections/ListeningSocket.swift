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
    /// Whether another process has it too, which keeps it when this one ends.
    let isPassed: Bool

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
            Self.limitUnsent(of: descriptor)
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
        isPassed = false
    }

    /// Takes a socket that listens already, as systemd passes it (sd_listen_fds(3)); from here on it is this value's.
    ///
    /// - Throws: `ServerError` with the call that failed.
    package init(passed descriptor: CInt) throws(ServerError) {
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            throw .current("fcntl")
        }
        let socketAddress = try Self.boundAddress(of: descriptor)
        Self.limitUnsent(of: descriptor)
        self.descriptor = descriptor
        address = ListenAddress(host: socketAddress.host, port: socketAddress.port)
        isLoopback = socketAddress.isLoopback
        isPassed = true
    }

    /// Where a socket listens: numeric.
    ///
    /// - Throws: `ServerError` with the call that failed.
    package static func address(of descriptor: CInt) throws(ServerError) -> ListenAddress {
        let address = try boundAddress(of: descriptor)
        return ListenAddress(host: address.host, port: address.port)
    }

    private static func boundAddress(of descriptor: CInt) throws(ServerError) -> SocketAddress {
        var address = SocketAddress()
        guard address.fill({ getsockname(descriptor, $0, $1) }) == 0 else { throw .current("getsockname") }
        return address
    }

    /// Connections inherit the limit, without which the kernel takes megabytes at once for each client that reads slowly.
    private static func limitUnsent(of descriptor: CInt) {
        var unsent = unsentLimit
        _ = setsockopt(
            descriptor, CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &unsent, socklen_t(MemoryLayout<CInt>.size))
    }

    deinit { _ = Glibc.close(descriptor) }

    /// The descriptor, within this value's life.
    var raw: CInt { descriptor }
}
