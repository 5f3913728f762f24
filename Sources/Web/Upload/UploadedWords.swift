import Model

/// What the form of an upload says of its run: what breaks a rule costs only itself, and becomes a warning.
struct UploadedWords {
    /// More of a field is not kept.
    static let fieldLimit = 16 << 10

    private var change = MarkChange()
    private(set) var problems: [Problem] = []

    /// The mark of the run.
    var mark: RunMark { change.applied(to: RunMark()) }

    /// Takes a field: a label, a note or tags; `byteCount` is how long it was when it came.
    mutating func take(_ bytes: [UInt8], as text: MarkText, byteCount: Int) {
        do throws(MarkFault) {
            guard byteCount == bytes.count else { throw .tooLong(text, byteCount: byteCount) }
            guard let words = String(validating: bytes, as: UTF8.self) else {
                throw .shape("the \(text.rawValue)", expected: "UTF-8")
            }
            switch text {
            case .label: try change.setLabel(words)
            case .note: try change.setNote(words)
            case .tag: try change.setTags([words])
            case .reason: try change.setExclusion(words)
            }
        } catch {
            problems.append(error.problem)
        }
    }
}
