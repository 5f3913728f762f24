import Glibc

/// Sockets of this machine that have a name in a directory (unix(7)).
///
/// The names go through /proc/self/fd, because the path of a socket has at most 107 bytes and that of a directory many more.
package enum LocalSocket {
    /// Listens under a name that only this user may use; a socket that an ended process has left there is replaced.
    ///
    /// - Throws: `FileError`; `EADDRINUSE` where the name is that of something else.
    package static func listen(
        at name: FilePath, in directory: Directory, backlog: CInt
    ) throws(FileError) -> OwnedDescriptor {
        let socket = try make(isBlocking: false)
        let path = directory.path(of: name)
        // The kernel takes the mode of the new name from the socket; a umask would be that of all threads.
        guard fchmod(socket.raw, 0o600) == 0 else { throw .current("chmod", path) }
        if try directory.statusIfPresent(of: name)?.kind == .special { try directory.remove(name) }
        guard try withAddress(name, directory, { bind(socket.raw, $0, $1) }) == 0 else {
            throw .current("bind", path)
        }
        guard Glibc.listen(socket.raw, backlog) == 0 else { throw .current("listen", path) }
        return socket
    }

    /// The next client of a listening socket; nil where there is none any more.
    ///
    /// - Throws: `FileError` of accept(2), such as `EMFILE`.
    package static func accept(_ listener: CInt) throws(FileError) -> OwnedDescriptor? {
        let client = Glibc.accept(listener, nil, nil)
        if client >= 0 {
            let owned = OwnedDescriptor(client)
            guard setFlags(of: client) else { throw .current("fcntl", "") }
            return owned
        }
        if [EAGAIN, EWOULDBLOCK, EINTR, ECONNABORTED].contains(errno) { return nil }
        throw .current("accept", "")
    }

    /// Connects to a name; nil where nobody listens there.
    ///
    /// No call on the socket waits longer than `limit`.
    /// - Throws: `FileError` of connect(2); `ENOTSOCK` where the name is that of something else.
    package static func connect(
        to name: FilePath, in directory: Directory, waiting limit: Duration
    ) throws(FileError) -> OwnedDescriptor? {
        let path = directory.path(of: name)
        guard let status = try directory.statusIfPresent(of: name) else { return nil }
        // connect(2) would follow a link.
        guard status.kind == .special else {
            throw FileError(operation: "connect", path: path, errno: ENOTSOCK)
        }
        let socket = try make(isBlocking: true)
        var time = timeval(tv_sec: Int(limit.components.seconds), tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            let length = socklen_t(MemoryLayout<timeval>.size)
            guard setsockopt(socket.raw, SOL_SOCKET, option, &time, length) == 0 else {
                throw .current("setsockopt", path)
            }
        }
        if try withAddress(name, directory, { Glibc.connect(socket.raw, $0, $1) }) == 0 { return socket }
        if errno == ENOENT || errno == ECONNREFUSED { return nil }
        throw .current("connect", path)
    }

    /// Sends bytes; false where the peer does not take all of them now.
    package static func send(_ bytes: [UInt8], to socket: CInt) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
        }
        return true
    }

    /// What receiving has found.
    package enum Received: Equatable, Sendable {
        case bytes([UInt8])
        case end
        /// There is nothing yet; on a socket that waits, nothing came in time.
        case nothing
        case failed(CInt)
    }

    /// Receives at most 4 KiB.
    package static func receive(from socket: CInt) -> Received {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count > 0 { return .bytes(Array(buffer[..<count])) }
            if count == 0 { return .end }
            if errno == EAGAIN || errno == EWOULDBLOCK { return .nothing }
            if errno != EINTR { return .failed(errno) }
        }
    }

    private static func make(isBlocking: Bool) throws(FileError) -> OwnedDescriptor {
        let flags = CInt(SOCK_CLOEXEC.rawValue) | (isBlocking ? 0 : CInt(SOCK_NONBLOCK.rawValue))
        let raw = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | flags, 0)
        guard raw >= 0 else { throw .current("socket", "") }
        return OwnedDescriptor(raw)
    }

    private static func setFlags(of socket: CInt) -> Bool {
        fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 && fcntl(socket, F_SETFL, O_NONBLOCK) == 0
    }

    /// Calls `body` with the address of a name; errno is that of `body`.
    private static func withAddress(
        _ name: FilePath, _ directory: Directory, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws(FileError) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = FilePath(directory.processPath).appending(name)
        // The last byte stays NUL.
        guard path.bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw FileError(operation: "bind", path: directory.path(of: name), errno: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
