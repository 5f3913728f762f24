// Its headers are where the constants of recv(2) come in.
import CMicroHTTPD
import CRecv
import Glibc

/// Notices the clients that have ended their side, once each.
///
/// Where the end comes together with the last bytes, libmicrohttpd (0.9.75) reads the bytes and then waits for another
/// notice of the kernel, which never comes.
final class PeerEnds: Sendable {
    /// Readable while there is an end to take.
    let descriptor: CInt

    private static let most = 64

    /// - Throws: `ServerError` when there is no descriptor left.
    init() throws(ServerError) {
        descriptor = epoll_create1(O_CLOEXEC)
        guard descriptor >= 0 else { throw .current("epoll_create1") }
    }

    // Nothing was written that a failed close could lose.
    deinit { _ = close(descriptor) }

    /// Watches a connection; where the kernel cannot, its deadline is what ends it.
    func add(_ descriptor: CInt, _ id: DeadlineTable.ID) {
        _ = benchd_await_end(self.descriptor, descriptor, UInt64(id.value))
    }

    /// Watches a connection no more, whose descriptor is about to be closed.
    func remove(_ descriptor: CInt) {
        benchd_forget_end(self.descriptor, descriptor)
    }

    /// The connections whose client has ended since the last call, or some of them; does not wait.
    func take() -> [DeadlineTable.ID] {
        var ids = [UInt64](repeating: 0, count: Self.most)
        let count = benchd_take_ends(descriptor, &ids, CInt(ids.count))
        return ids.prefix(max(0, Int(count))).map { DeadlineTable.ID(value: UInt(truncatingIfNeeded: $0)) }
    }

    /// Has libmicrohttpd notice the end once all that came before it was read; false while some is left.
    ///
    /// Only the reading side is shut down: a client that has sent its whole request may still wait for the answer. One that
    /// has nothing to read and has not ended is left alone.
    static func passOn(_ descriptor: CInt) -> Bool {
        var byte: UInt8 = 0
        let count = benchd_receive(descriptor, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN { return true }
        guard count <= 0 else { return false }
        _ = shutdown(descriptor, CInt(SHUT_RD))
        return true
    }
}
