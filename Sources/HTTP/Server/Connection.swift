import CLinux
import CMicroHTTPD
import Glibc

/// A client's connection, as libmicrohttpd's callbacks hand it over. It is gone after its end was notified.
///
/// All but ``resume()`` and ``clientHasEnded`` may be called only on the connection's own thread, which is where it is met.
// Unchecked because of the handle, which is not changed; libmicrohttpd lets any thread resume a connection.
struct Connection: @unchecked Sendable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    /// What tells it apart while it is open.
    var id: DeadlineTable.ID { DeadlineTable.ID(value: UInt(bitPattern: handle)) }

    /// Its socket, which stays libmicrohttpd's.
    var descriptor: CInt { benchd_descriptor(handle) }

    /// The other end.
    var peer: Peer {
        guard let address = benchd_client_address(handle).flatMap(SocketAddress.init(copying:)) else {
            return .unknown
        }
        return Peer(address: address.host, isLoopback: address.isLoopback)
    }

    /// The header fields of the current request, as libmicrohttpd has read them.
    var headers: HeaderFields {
        var headers: HeaderFields = [:]
        let collect: MHD_KeyValueIterator = { context, _, name, value in
            guard let headers = context?.assumingMemoryBound(to: HeaderFields.self), let name else {
                return .YES
            }
            headers.pointee.append(String(cString: name), value.map { String(cString: $0) } ?? "")
            return .YES
        }
        withUnsafeMutablePointer(to: &headers) {
            _ = MHD_get_connection_values(handle, .HEADER_KIND, collect, $0)
        }
        return headers
    }

    /// Queues what is sent; false when libmicrohttpd cannot, and closes the connection.
    func queue(_ outgoing: Outgoing) -> Bool {
        guard let response = QueuableResponse(outgoing, for: self) else { return false }
        return response.queue(on: handle, status: outgoing.status)
    }

    /// Takes the connection out of its thread's loop, within a handler call only.
    func suspend() {
        MHD_suspend_connection(handle)
    }

    /// Whether the client has ended its side, or the connection is broken; from any thread while it is suspended.
    ///
    /// One that only ended its side may still read, so this is a reason to let others go first, not one to give it up.
    var clientHasEnded: Bool {
        var entry = pollfd(fd: descriptor, events: benchd_poll_peer_ended, revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Puts a suspended connection back, from any thread; its handler is called again.
    func resume() {
        MHD_resume_connection(handle)
    }
}
