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

    /// Whether libmicrohttpd has read these header fields in the current request, in this order.
    func hasHeaders(_ headers: HeaderFields) -> Bool {
        var seen = SeenHeaders(expected: headers.fields[...])
        let compare: MHD_KeyValueIterator = { context, _, name, value in
            guard let seen = context?.assumingMemoryBound(to: SeenHeaders.self), let name else { return .YES }
            return seen.pointee.expect(name, value) ? .YES : .NO
        }
        withUnsafeMutablePointer(to: &seen) {
            _ = MHD_get_connection_values(handle, .HEADER_KIND, compare, $0)
        }
        return seen.areAllThere
    }

    /// Queues what is sent; false when libmicrohttpd cannot, and closes the connection.
    func queue(_ outgoing: Outgoing, _ context: ServerContext) -> Bool {
        guard let response = QueuableResponse(outgoing, for: self, context) else { return false }
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

/// The header fields that libmicrohttpd must have read, as it shows them one by one.
private struct SeenHeaders {
    var expected: ArraySlice<HeaderFields.Field>
    private var isOther = false

    init(expected: ArraySlice<HeaderFields.Field>) {
        self.expected = expected
    }

    var areAllThere: Bool { expected.isEmpty && !isOther }

    mutating func expect(_ name: UnsafePointer<CChar>, _ value: UnsafePointer<CChar>?) -> Bool {
        guard let field = expected.popFirst(), field.name.hasBytes(name),
            value.map(field.value.hasBytes) ?? field.value.isEmpty
        else {
            isOther = true
            return false
        }
        return true
    }
}

extension String {
    /// Whether it is a C string, byte for byte.
    fileprivate func hasBytes(_ other: UnsafePointer<CChar>) -> Bool {
        var copy = self
        return copy.withUTF8 { bytes in
            guard strlen(other) == bytes.count else { return false }
            return bytes.baseAddress.map { memcmp($0, other, bytes.count) == 0 } ?? true
        }
    }
}
