import Glibc

/// Which hosts a request may name (DNS rebinding).
///
/// A web site can let its own name point to benchd's address after its page was loaded, and its page then reads benchd's
/// answers. Such a request names the site's host. What no stranger can own is never such a name.
struct OwnHosts: Equatable, Sendable {
    /// The names of this machine and those that the operator allows, in lower case.
    private let names: Set<String>
    private let areAllAllowed: Bool

    private static let suffixes = [".localhost", ".local", ".internal", ".lan", ".home.arpa"]

    /// The hosts of a machine with names, and those that the operator allows; "*" allows all.
    init(machine: [String], allowed: [String]) {
        areAllAllowed = allowed.contains("*")
        names = Set((machine + allowed).compactMap { HostField($0)?.name })
    }

    /// Whether a request may name this host, as written; also none.
    func contain(_ text: String?) -> Bool {
        guard let text, !areAllAllowed else { return true }
        guard let host = HostField(text) else { return false }
        return host.address != nil || !host.name.contains(".") || names.contains(host.name)
            || Self.suffixes.contains { host.name.hasSuffix($0) }
    }
}

/// What this machine is called.
package enum MachineNames {
    /// The host's name (gethostname(2)), and its whole name where /etc/hosts has it.
    ///
    /// Nothing is asked of a name server: that may take long, and a start must not wait for it.
    package static func current(hosts: String) -> [String] {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return [] }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return [name] + wholeNames(of: name, hosts: hosts)
    }

    /// The first name of each line of /etc/hosts (hosts(5)) that has `name`.
    static func wholeNames(of name: String, hosts: String) -> [String] {
        hosts.split(whereSeparator: \.isNewline).compactMap { line in
            let names = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).dropFirst()
            return names.contains(Substring(name)) ? names.first.map(String.init) : nil
        }
    }
}
