/// The Content-Disposition field (RFC 6266).
package enum ContentDisposition {
    private static let longestName = 120
    private static let longestExtension = 16

    /// Shown in place, and saved under a name.
    package static func inline(_ name: String) -> String { "inline; \(parameters(name))" }

    /// Saved under a name.
    package static func attachment(_ name: String) -> String { "attachment; \(parameters(name))" }

    /// Both forms where ASCII does not do; clients that know the second (RFC 8187) prefer it.
    private static func parameters(_ name: String) -> String {
        let safe = safe(name)
        let plain = String(safe.map { $0.isASCII ? $0 : "_" })
        let quoted = "filename=\"\(plain)\""
        return plain == safe ? quoted : "\(quoted); filename*=UTF-8''\(PercentEncoding.component(safe))"
    }

    /// The name without what leads elsewhere, hides the file or shows it as something else.
    private static func safe(_ name: String) -> String {
        let scalars = shortened(Array(name.unicodeScalars)).map { isSafe($0) ? $0 : "_" }
        let safe = String(String.UnicodeScalarView(scalars))
        return safe.isEmpty || safe.hasPrefix(".") || safe.hasPrefix("~") ? "_" + safe.dropFirst() : safe
    }

    /// Cut in front of its extension, which says what opens it.
    private static func shortened(_ name: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard name.count > longestName else { return name }
        let suffix = name.lastIndex(of: ".").map { name[$0...] } ?? []
        let kept = (2...longestExtension).contains(suffix.count) ? suffix : []
        return Array(name.prefix(longestName - kept.count) + kept)
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        // A percent sign in the quoted form is decoded by some clients.
        if "/\\\"%:*?<>|".unicodeScalars.contains(scalar) { return false }
        return switch scalar.properties.generalCategory {
        // Format characters turn the direction of writing, so that "gpj.exe" reads "exe.jpg".
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            false
        default: true
        }
    }
}
