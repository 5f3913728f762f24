import System

/// The host that a request is for: a name or address, and perhaps a port.
struct HostField: Equatable, Sendable {
    /// In lower case and without a dot at its end; an IPv6 address with its brackets.
    let name: String
    /// Nil where none is written.
    let port: UInt16?

    /// Reads "bench.example:8000", "192.0.2.7", "[2001:db8::7]:8000"; nil for anything else.
    init?(_ text: String) {
        let isLower = text.utf8.allSatisfy { !$0.isUppercaseLetter && $0 < 0x80 }
        let text = isLower ? text : text.lowercased()
        // The colons of an IPv6 address are within brackets.
        let bracket = text.utf8.lastIndex(of: UInt8(ascii: "]")) ?? text.startIndex
        let end = text.utf8[bracket...].firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let digits = text[end...].dropFirst()
        guard digits.isAllDigits, let port = digits.isEmpty ? 0 : UInt16(digits) else { return nil }
        let name = text[..<end]
        guard Self.isHost(name) else { return nil }
        self.name = String(name.last == "." ? name.dropLast() : name)
        self.port = digits.isEmpty ? nil : port
    }

    /// A name with another port.
    init(_ field: HostField, port: UInt16?) {
        name = field.name
        self.port = port
    }

    /// Whether it means the machine itself.
    var isLoopback: Bool {
        name == "localhost" || name.hasSuffix(".localhost") || address?.isLoopback ?? false
    }

    /// The address, where it is one.
    var address: NetworkAddress? {
        name.hasPrefix("[") ? NetworkAddress(name.dropFirst().dropLast()) : NetworkAddress(name)
    }

    /// Whether it is the host of an origin that a browser names, such as "https://bench.example".
    ///
    /// The scheme only says which port is meant where none is written: behind a proxy that ends TLS, the browser's
    /// scheme is another than the one here.
    func isHost(ofOrigin origin: String) -> Bool {
        let origin = origin.lowercased()
        for (scheme, usual) in [("http://", UInt16(80)), ("https://", 443)] where origin.hasPrefix(scheme) {
            guard let other = HostField(String(origin.dropFirst(scheme.count))) else { return false }
            return other.name == name && (other.port ?? usual) == (port ?? usual)
        }
        return false
    }

    private static func isHost(_ name: Substring) -> Bool {
        if name.hasPrefix("[") {
            return name.hasSuffix("]") && name.contains(":")
                && NetworkAddress(name.dropFirst().dropLast()) != nil
        }
        return !name.isEmpty && name != "."
            && name.utf8.allSatisfy { $0.isLetterOrDigit || "-._".utf8.contains($0) }
    }
}
