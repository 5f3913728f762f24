import CMicroHTTPD
import Glibc

/// An IPv4 or IPv6 address with a port.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var size = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// One for a call to fill.
    init() {}

    /// The first address a listener can have under a name.
    ///
    /// - Throws: `ServerError` when the name stands for none.
    init(resolving address: ListenAddress) throws(ServerError) {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let host = address.host == "*" ? nil : address.host
        let result = getaddrinfo(host, String(address.port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard result == 0, let first = list?.pointee, let name = first.ai_addr else {
            throw ServerError(
                operation: "getaddrinfo", address: address.description,
                errno: result == EAI_SYSTEM ? errno : EADDRNOTAVAIL)
        }
        size = first.ai_addrlen
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: name, count: Int(first.ai_addrlen)))
        }
    }

    /// A copy of an address that a call has filled; nil for other families than IPv4 and IPv6.
    init?(copying address: UnsafePointer<sockaddr>) {
        let byteCount: Int
        switch CInt(address.pointee.sa_family) {
        case AF_INET: byteCount = MemoryLayout<sockaddr_in>.size
        case AF_INET6: byteCount = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        size = socklen_t(byteCount)
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: byteCount))
        }
    }

    /// The address family, as for socket(2).
    var family: CInt { CInt(storage.ss_family) }

    /// The numeric address.
    var host: String {
        withUnsafeBytes(of: storage) {
            $0.assumingMemoryBound(to: sockaddr.self).baseAddress.map(Self.numericHost) ?? ""
        }
    }

    /// The port, 0 where none is chosen yet.
    var port: UInt16 {
        withUnsafeBytes(of: storage) {
            // At the same place in sockaddr_in and sockaddr_in6.
            UInt16(bigEndian: $0.load(fromByteOffset: MemoryLayout<sa_family_t>.size, as: UInt16.self))
        }
    }

    /// Whether only this machine reaches it.
    var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.") }

    /// Calls bind(2) or the like with the address.
    func withPointer(_ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        withUnsafeBytes(of: storage) { bytes in
            bytes.assumingMemoryBound(to: sockaddr.self).baseAddress.map { call($0, size) } ?? -1
        }
    }

    /// Calls getsockname(2) or the like, which replaces the address.
    mutating func fill(_ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt)
        -> CInt
    {
        size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.assumingMemoryBound(to: sockaddr.self).baseAddress.map { call($0, &size) } ?? -1
        }
    }

    /// The numeric form of an address; empty for other families than IPv4 and IPv6.
    private static func numericHost(_ address: UnsafePointer<sockaddr>) -> String {
        // More than either family needs, which is all that is asked of the size.
        let size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var name = [CChar](repeating: 0, count: 64)
        guard getnameinfo(address, size, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return ""
        }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
