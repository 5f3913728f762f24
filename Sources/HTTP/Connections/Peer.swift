/// Who is at the other end of a connection: a client, or a proxy in front of it.
package struct Peer: Equatable, Sendable {
    /// The numeric address, without a port: "192.0.2.7", "2001:db8::7"; empty where it is not known.
    package let address: String
    /// Whether it is on this machine; false where the address is not known.
    package let isLoopback: Bool

    /// A peer whose address is not known.
    package static let unknown = Peer(address: "", isLoopback: false)

    /// A peer on this machine.
    package static let local = Peer(address: "127.0.0.1", isLoopback: true)

    /// Makes the value from its fields; nothing is checked.
    package init(address: String, isLoopback: Bool) {
        self.address = address
        self.isLoopback = isLoopback
    }
}
