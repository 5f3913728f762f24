import Model
import System

/// Keeps the condition true to the setbacks; used by the filing thread alone.
final class SetbackLog {
    private let condition: Condition
    private var setbacks = Setbacks()
    private var published: Set<Trouble.Part> = []

    /// A log that reports to a condition.
    init(condition: Condition) {
        self.condition = condition
    }

    /// When there is something to forget.
    var nextEnd: ContinuousClock.Instant? { setbacks.nextEnd }

    /// Something failed.
    func note(_ subject: Setbacks.Subject, _ error: LibraryError) {
        setbacks.note(subject, error, at: .now)
    }

    /// Some files failed together.
    func note(_ paths: [FilePath], _ error: LibraryError) {
        for path in paths { note(.drop(path), error) }
    }

    /// Something ended.
    func clear(_ subject: Setbacks.Subject) {
        setbacks.clear(subject)
    }

    /// Tells the condition what is wrong now.
    func publish() {
        setbacks.forget(at: .now)
        let sentences = setbacks.sentences
        for part in published.union(sentences.keys) { condition.set(part, to: sentences[part]) }
        published = Set(sentences.keys)
    }
}
