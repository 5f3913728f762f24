// Its headers are where the constants of shutdown(2) come in.
import CMicroHTTPD
import CRecv
import Glibc

/// What stands between the kernel and libmicrohttpd on one connection: only what a ``RequestFramer`` has judged passes.
///
/// libmicrohttpd (0.9.75) drops or cuts some fields before anyone can look at them, so the bytes are judged where it reads them,
/// in recv(2). All of it happens on the connection's own thread.
final class FramedConnection {
    private let id: DeadlineTable.ID
    private let descriptor: CInt
    private let context: ServerContext
    private var framer: RequestFramer

    private init(_ connection: Connection, _ context: ServerContext) {
        id = connection.id
        descriptor = connection.descriptor
        self.context = context
        framer = RequestFramer(peer: connection.peer, limits: context.limits)
    }

    /// Whether libmicrohttpd reads through this file.
    static var isInForce: Bool { benchd_receives_for_libraries() }

    /// Begins to judge a new connection; one whose descriptor is too high passes nothing, and gets no answer.
    static func attach(_ connection: Connection, _ context: ServerContext) {
        let framed = Unmanaged.passRetained(FramedConnection(connection, context))
        let receiver: benchd_receiver = { context, _, buffer, size, flags in
            guard let context, let buffer else { return -1 }
            let framed = Unmanaged<FramedConnection>.fromOpaque(context).takeUnretainedValue()
            return framed.receive(into: UnsafeMutableRawBufferPointer(start: buffer, count: size), flags)
        }
        if !benchd_attach_receiver(connection.descriptor, receiver, framed.toOpaque()) { framed.release() }
    }

    /// Ends what ``attach(_:_:)`` began, before the descriptor is closed.
    static func detach(_ descriptor: CInt) {
        guard let context = benchd_detach_receiver(descriptor) else { return }
        Unmanaged<FramedConnection>.fromOpaque(context).release()
    }

    /// The oldest request of a connection that has passed and was not taken yet.
    static func takeRequest(of descriptor: CInt) -> Request? {
        guard let context = benchd_receiver_context(descriptor) else { return nil }
        return Unmanaged<FramedConnection>.fromOpaque(context).takeUnretainedValue().framer.takeRequest()
    }

    /// recv(2) for libmicrohttpd.
    ///
    /// It takes a short count to mean that the socket is drained, and waits for the kernel's next notice then. So a count is only
    /// short where the socket has no more, or where a notice is certain to come.
    private func receive(into buffer: UnsafeMutableRawBufferPointer, _ flags: CInt) -> Int {
        var filled = framer.pass(into: buffer)
        while filled < buffer.count, !framer.hasEnded {
            let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let plainCount = framer.plainCount
            if plainCount > 0 {
                let count = benchd_receive(
                    descriptor, room.baseAddress, min(room.count, Int(clamping: plainCount)), flags)
                guard count > 0 else { return filled > 0 ? filled : count }
                framer.notePassed(count)
                filled += count
            } else {
                let count = takeBytes(flags)
                guard count > 0 else { return filled > 0 ? filled : count }
                filled += framer.pass(into: room)
            }
        }
        guard let refusal = framer.refusal, framer.readyCount == 0 else { return filled }
        if filled == 0 { return refuse(refusal) }
        // The notice: an end of what can be read.
        _ = shutdown(descriptor, CInt(SHUT_RD))
        return filled
    }

    /// Takes what the kernel has for the framer; returns what recv(2) has returned.
    private func takeBytes(_ flags: CInt) -> Int {
        let wasInHead = framer.isInHead
        let (count, code) = withUnsafeTemporaryAllocation(byteCount: Self.blockSize, alignment: 1) { block in
            let count = benchd_receive(descriptor, block.baseAddress, block.count, flags)
            let code = errno
            if count > 0 { framer.take(UnsafeRawBufferPointer(rebasing: block[..<count])) }
            return (count, code)
        }
        if framer.isInHead, !wasInHead { context.deadlines.change(id, to: .sendingHeader) }
        errno = code
        return count
    }

    private static let blockSize = 16 * 1024

    /// Answers past libmicrohttpd, which sends nothing now because it reads, and has it close the connection.
    private func refuse(_ refusal: RequestFramer.Refusal) -> Int {
        let response = context.handler.response(to: refusal.fault, of: refusal.request)
        let outgoing = context.outgoing(response, for: refusal.request)
        context.handler.note(
            FinishedExchange(
                request: refusal.request, status: outgoing.status, contentByteCount: outgoing.contentByteCount
            ))
        if let bytes = outgoing.farewell(to: refusal.request.method, at: time(nil)) {
            context.lingering.sendLast(bytes, to: descriptor)
        }
        errno = ECONNRESET
        return -1
    }
}
