import System

/// How a long name is represented: by its beginning and its digest, so that each name has a size that is bounded.
///
/// Names of at most `byteLimit` bytes stand for themselves. The others are represented everywhere by their short form; the
/// whole name is read from the report by byte range.
package enum ShortName {
    /// The longest name that is its own short form, in bytes of UTF-8.
    package static let byteLimit = 256
    /// What a short form has of the name itself.
    private static let prefixByteCount = 200
    private static let digitCount = 16

    /// The short form of a whole name.
    package static func of(_ name: String) -> String {
        let beginning = Array(name.utf8.prefix(byteLimit + 1))
        if beginning.count <= byteLimit { return name }
        return shortened(beginning, digest: Digest.of(Array(name.utf8)))
    }

    /// The short form of a name by its beginning and the digest of the whole.
    static func shortened(_ beginning: [UInt8], digest: Digest) -> String {
        // Decoded at once: one text that is appended to another has room for twice as much, and a report has 100,000 names.
        String(
            decoding: UTF8Cut.prefix(beginning, prefixByteCount) + "…".utf8
                + digest.description.utf8.prefix(digitCount), as: UTF8.self)
    }
}
