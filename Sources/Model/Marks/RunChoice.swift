import System

/// How people name a run: by its id, by a beginning of it, or as the latest.
package enum RunChoice: Equatable, Sendable, CustomStringConvertible {
    case latest
    case id(RunID)
    /// In lower case; at least `beginningLength` digits and dashes.
    case beginning(String)

    /// What a text must be, for messages.
    package static let expected = "the id of a run, at least \(beginningLength) characters of one, or latest"

    private static let beginningLength = 6

    /// Reads a text in either case; nil for any other.
    package init?(_ text: String) {
        if text == "latest" {
            self = .latest
        } else if let id = RunID(text) {
            self = .id(id)
        } else {
            let bytes = text.utf8
            let isBeginning = (Self.beginningLength..<36).contains(bytes.count)
            guard isBeginning, bytes.allSatisfy({ $0.hexDigitValue != nil || $0 == UInt8(ascii: "-") }) else {
                return nil
            }
            self = .beginning(text.lowercased())
        }
    }

    package var description: String {
        switch self {
        case .latest: "latest"
        case .id(let id): id.description
        case .beginning(let text): text
        }
    }
}
