import CMicroHTTPD

/// The library that reads and writes HTTP here.
package enum HTTPLibrary {
    /// The version of libmicrohttpd that is loaded: "0.9.75".
    package static var version: String {
        MHD_get_version().map { String(cString: $0) } ?? "unknown"
    }

    /// Whether the loaded version lacks repairs of security that libmicrohttpd 1.0.10 has.
    package static var isOutdated: Bool { isOlder(version, than: "1.0.10") }

    /// Compares versions number by number; what is no number counts as 0.
    static func isOlder(_ version: String, than other: String) -> Bool {
        let numbers = [version, other].map { text in
            text.split(separator: ".").map { Int($0.prefix { $0.isNumber }) ?? 0 }
        }
        return numbers[0].lexicographicallyPrecedes(numbers[1])
    }
}
