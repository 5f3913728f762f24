import Model
import System

/// What an answer was made from: while it is the same, so is the answer.
struct AnswerBasis: Equatable, Sendable {
    /// What was reloaded last: templates, tokens.
    let reloadCount: UInt64
    /// The revision of the library; nil for an answer that concerns the runs of its address alone.
    let revision: UInt64?
    /// The runs whose files it was made from.
    let runs: [RunVersion]
    /// Since 1970; nil for an answer that says no age.
    let minute: Int64?
}

extension Route {
    /// For how long an answer stays the right one.
    enum Lasting: Sendable {
        /// It is made for each request.
        case never
        /// While the runs whose files are read for it are the same.
        case run
        /// While all runs are the same.
        case library
        /// While all runs are the same, and for less than a minute: it says how long ago something was.
        case minute
    }
}

extension Route {
    /// What the answer to a visit would be made from at this moment; nil where it may be another at the next.
    func basis(of visit: Visit, _ runs: RunReader, reloadCount: UInt64) -> AnswerBasis? {
        guard lasting != .never else { return nil }
        var versions: [RunVersion] = []
        // An address that names no run cannot be answered, and what is not answered is not kept.
        for reference in (try? visit.runs(read)) ?? [] {
            guard let version = runs.version(of: reference) else { return nil }
            versions.append(version)
        }
        return AnswerBasis(
            reloadCount: reloadCount, revision: lasting == .run ? nil : runs.revision, runs: versions,
            minute: lasting == .minute ? Timestamp.now().milliseconds / 60_000 : nil)
    }

    /// The runs whose files are read, or sent, for an answer.
    private var read: Opened {
        if case .compute(let opened, _) = handler { opened } else { .run }
    }
}
