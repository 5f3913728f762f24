import System

/// The words of a mark, and how long they may be.
package enum MarkText: String, CaseIterable, Sendable {
    case label
    case note
    case tag
    /// Why a run is excluded.
    case reason

    /// How many tags a run has at most.
    package static let tagLimit = 20

    /// How many bytes of UTF-8 it has at most.
    package var byteLimit: Int {
        switch self {
        case .label: 100
        case .note: 4096
        case .tag: 50
        case .reason: 500
        }
    }

    /// A text as it is kept: without white space at its ends; nil where nothing is left.
    ///
    /// A note may have several lines, everything else has one.
    /// - Throws: `MarkFault`.
    package func kept(_ text: String) throws(MarkFault) -> String? {
        // A text of any length may come from outside, so its length is judged before anything else.
        guard text.utf8.count <= byteLimit * 2 else { throw .tooLong(self, byteCount: text.utf8.count) }
        // Forms send the end of a line as CR LF.
        let kept = String(text.map { $0 == "\r\n" ? "\n" : $0 }).trimmingWhitespace()
        guard kept.utf8.count <= byteLimit else { throw .tooLong(self, byteCount: kept.utf8.count) }
        if let scalar = kept.unicodeScalars.first(where: isRefused) { throw .unprintable(self, scalar) }
        return kept.isEmpty ? nil : kept
    }

    private func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        if self == .note, scalar == "\n" || scalar == "\t" { return false }
        return LogText.isUnprintable(scalar)
    }

    /// Tags as they are kept, each once: every text may hold several, with commas between them.
    ///
    /// - Throws: `MarkFault`.
    package static func tags(_ texts: [String]) throws(MarkFault) -> [String] {
        var tags: [String] = []
        for text in texts {
            for part in text.split(separator: ",") {
                guard let tag = try MarkText.tag.kept(String(part)), !tags.contains(tag) else { continue }
                guard tags.count < tagLimit else { throw .tooManyTags }
                tags.append(tag)
            }
        }
        return tags
    }
}

/// Why something cannot be the mark of a run.
package enum MarkFault: Error, Equatable, Sendable, CustomStringConvertible {
    case tooLong(MarkText, byteCount: Int)
    case unprintable(MarkText, Unicode.Scalar)
    case tooManyTags
    /// The member of an object that is not what it must be, and what it must be.
    case shape(String, expected: String)
    /// The file cannot be read: "is broken YAML at line 3".
    case broken(String)

    /// One sentence without a full stop.
    package var description: String {
        switch self {
        case .tooLong(let text, let byteCount):
            "the \(text.rawValue) has \(byteCount) bytes, and at most \(text.byteLimit) are allowed"
        case .unprintable(let text, let scalar):
            "the \(text.rawValue) has the character \(LogText.escape(scalar)); control characters and marks of"
                + " direction are not allowed" + (text == .note ? "" : ", and it must be one line")
        case .tooManyTags: "a run has at most \(MarkText.tagLimit) tags"
        case .shape(let member, let expected): "\(member) must be \(expected)"
        case .broken(let reason): "the file \(reason)"
        }
    }
}

extension String {
    /// The text without white space and ends of lines at its ends.
    fileprivate func trimmingWhitespace() -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(self[first...last])
    }
}
