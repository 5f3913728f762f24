import JSON

/// A path on a page that shows many: of a long one the begin and the end.
enum ShownPath {
    private static let byteLimit = 160
    private static let beginByteCount = 90
    private static let endScalarCount = 16

    /// At most 160 bytes.
    static func text(_ path: String) -> String {
        guard path.utf8.count > byteLimit else { return path }
        let end = String(String.UnicodeScalarView(path.unicodeScalars.suffix(endScalarCount)))
        return "\(path.prefix(utf8Limit: beginByteCount))…\(end)"
    }
}
