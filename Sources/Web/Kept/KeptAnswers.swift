import HTTP
import Synchronization
import System

/// Answers that were given, to be given again while what they were made from is the same; safe from any thread.
final class KeptAnswers: Sendable {
    /// What an answer depends on besides its basis.
    struct Key: Hashable, Sendable {
        /// As it was sent.
        let target: String
        /// Where the client finds the site, "http://127.0.0.1:8000".
        let origin: String
        /// Whether no proxy has passed the request on.
        let isDirect: Bool
    }

    private struct Entry {
        let response: Response
        let basis: AnswerBasis
    }

    private struct State {
        var answers: RecencyCache<Key, Entry>
        /// The files that were sent once.
        var sentFiles = RecencyCache<Key, AnswerBasis>(byteLimit: .max, entryLimit: 256)
    }

    /// What is kept at most, in bytes; answers that clients still read when they are given up count apart, up to as many again.
    static let byteLimit = 16 << 20
    /// A larger answer is not kept, in bytes.
    static let largestAnswer = 4 << 20

    private let state = Mutex(State(answers: RecencyCache(byteLimit: KeptAnswers.byteLimit)))
    private let liveByteCount = LiveByteCount()

    /// How many bytes are kept.
    var byteCount: Int { state.withLock { $0.answers.byteCount } }

    /// The answer that was given to a request before; nil where there is none, or where it was made from something else.
    func answer(to key: Key, basis: AnswerBasis) -> Response? {
        state.withLock { state in
            guard let entry = state.answers.use(key) else { return nil }
            return entry.basis == basis ? entry.response : nil
        }
    }

    /// Keeps an answer where that is of use, and returns it as it is to be sent.
    ///
    /// `basis` is what was there before the answer was made. A file is kept when it is asked for the second time.
    func keep(_ response: Response, for key: Key, basis: AnswerBasis) -> Response {
        guard response.isRepeatable, response.contentByteCount <= Self.largestAnswer,
            liveByteCount.value < 2 * Self.byteLimit, isWorthwhile(response, key, basis),
            let shared = response.shared(liveByteCount)
        else { return response }
        let entry = Entry(response: shared, basis: basis)
        let givenUp = state.withLock { $0.answers.put(entry, as: key, byteCount: shared.contentByteCount) }
        // Outside of the lock, because it takes time to free them.
        withExtendedLifetime(givenUp) {}
        return shared
    }

    private func isWorthwhile(_ response: Response, _ key: Key, _ basis: AnswerBasis) -> Bool {
        guard response.isFromFile else { return true }
        return state.withLock { state in
            if state.sentFiles.use(key) == basis { return true }
            _ = state.sentFiles.put(basis, as: key, byteCount: 0)
            return false
        }
    }
}
