import Glibc

/// An IPv4 or IPv6 address as a number.
struct NetworkAddress: Hashable, Sendable {
    /// 4 or 16 bytes, the most significant first; an IPv4 address that is written as IPv6 has 4.
    let bytes: [UInt8]

    /// Reads "192.0.2.7", "2001:db8::7" and "fe80::7%eth0", whose zone is dropped; nil for anything else.
    init?(_ text: some StringProtocol) {
        let plain = String(text.prefix { $0 != "%" })
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, plain, &bytes) == 1 {
            self.bytes = Array(bytes.prefix(4))
        } else if inet_pton(AF_INET6, plain, &bytes) == 1 {
            self.bytes = bytes.starts(with: Self.mapped) ? Array(bytes.dropFirst(12)) : bytes
        } else {
            return nil
        }
    }

    /// Reads an address with or without a port, as proxies write it: "192.0.2.7:4711", "[2001:db8::7]:4711".
    init?(withPort text: some StringProtocol) {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            self.init(text[text.index(after: text.startIndex)..<end])
        } else if text.lazy.filter({ $0 == ":" }).count == 1 {
            self.init(text.prefix { $0 != ":" })
        } else {
            self.init(text)
        }
    }

    /// The first 64 bits of an IPv6 address, as an address; an IPv4 address as it is.
    var network: NetworkAddress {
        bytes.count == 4 ? self : NetworkAddress(bytes: bytes.prefix(8) + [UInt8](repeating: 0, count: 8))
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether it means the machine itself.
    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
}

/// The addresses that share a prefix: one address, or a network.
package struct AddressRange: Equatable, Sendable {
    private let address: NetworkAddress
    /// How many of the first bits are the same.
    private let bitCount: Int

    /// Reads "192.0.2.7", "10.0.0.0/8", "2001:db8::/32"; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = NetworkAddress(parts[0]) else { return nil }
        let longest = address.bytes.count * 8
        guard let bits = parts.count == 1 ? longest : Int(parts[1]), (0...longest).contains(bits) else {
            return nil
        }
        self.address = address
        bitCount = bits
    }

    /// Whether an address is one of them.
    func contains(_ other: NetworkAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        let (whole, rest) = bitCount.quotientAndRemainder(dividingBy: 8)
        guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
        return rest == 0 || (other.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// As getnameinfo(3) writes it.
    var description: String {
        var text = [CChar](repeating: 0, count: 64)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
