/// Where to listen: "127.0.0.1:8000", "[::1]:8000", "bench.example:8000"; "*:8000" for every address.
package struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    /// A host name or numeric address, without brackets; "*" for all.
    package let host: String
    /// The port; 0 lets the kernel choose one.
    package let port: UInt16

    /// Reads "HOST:PORT"; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        // Without brackets it could not be said where an IPv6 address ends.
        guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
        self.init(host: String(isBracketed ? host.dropFirst().dropLast() : host), port: port)
    }

    /// A host and a port.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Where this machine reaches a listener at this address: one on every address by loopback.
    package var reachable: ListenAddress {
        switch host {
        case "*", "0.0.0.0": ListenAddress(host: "127.0.0.1", port: port)
        case "::": ListenAddress(host: "::1", port: port)
        default: self
        }
    }

    /// The same with a numeric host, as a listener would have it.
    ///
    /// - Throws: `ServerError` when the name stands for no address.
    package func resolved() throws(ServerError) -> ListenAddress {
        let address = try SocketAddress(resolving: self)
        return ListenAddress(host: address.host, port: address.port)
    }

    /// "HOST:PORT", with brackets where a URL needs them.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
