import System

/// The value of a Content-Digest or Repr-Digest field (RFC 9530): a dictionary of algorithms and digests (RFC 8941).
enum DigestField {
    /// The field that says a SHA-256 digest.
    static func text(_ digest: Digest) -> String { "sha-256=:\(Base64.text(digest.bytes)):" }

    /// The digests of a field by algorithm; nil where it is no dictionary of bytes.
    ///
    /// Of an algorithm that is there twice, the last digest counts, as in every dictionary.
    static func digests(_ field: String) -> [String: [UInt8]]? {
        var digests: [String: [UInt8]] = [:]
        if field.trimmingSpaces().isEmpty { return digests }
        for member in field.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = member.trimmingSpaces().split(separator: "=", maxSplits: 1)
            guard parts.count == 2, isKey(parts[0]), let bytes = bytes(parts[1]) else { return nil }
            digests[String(parts[0])] = bytes
        }
        return digests
    }

    /// The bytes of ":cHJldGVuZA==:", which may have parameters.
    private static func bytes(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, parts[2].isEmpty || parts[2].hasPrefix(";") else {
            return nil
        }
        return Base64.bytes(String(parts[1]))
    }

    private static func isKey(_ text: Substring) -> Bool {
        let isFirst = text.utf8.first.map { isLowercase($0) || $0 == UInt8(ascii: "*") } ?? false
        return isFirst
            && text.utf8.allSatisfy { byte in
                isLowercase(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "_-.*".utf8.contains(byte)
            }
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
