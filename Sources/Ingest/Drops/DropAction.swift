package import Model
package import System

/// One file of a drop as the board knows it when it decides.
package struct DropMember: Equatable, Sendable {
    /// Below the inbox.
    package let path: FilePath
    package let sight: FileSight
    /// Nil for a bad file.
    package let ticket: Ticket?
    /// Why it is bad.
    package let problem: Problem?
    /// Nil where its bytes were not read.
    package let digest: Digest?
}

/// What the board wants done; each ends in a `DropResult` for the same paths.
package enum DropAction: Equatable, Sendable {
    /// Read a file, and stage it where it is whole.
    case read(path: FilePath, role: DropName.Role, quiet: Duration, ticket: Ticket, sight: FileSight)
    /// File a report with its config and notes, or without those that are bad.
    case file(report: DropMember, config: DropMember?, notes: DropMember?)
    /// Attach a config or notes to the run that its report became, if there is one.
    case attach(DropMember)
    /// Keep a drop with its reason.
    case reject([DropMember], Problem)
    /// Forget a staged file.
    case discard(Ticket)
}

/// What came of an action.
package enum DropResult: Equatable, Sendable {
    /// What reading a file found.
    package enum Reading: Equatable, Sendable {
        case ready
        case busy
        case truncated(Problem)
        case bad(Problem)
        /// Not a regular file, or not readable.
        case notTaken
        case gone
        /// The storage failed; to be tried again.
        case failed
    }

    /// `digest` is that of the bytes that were judged.
    case read(path: FilePath, ticket: Ticket, sight: FileSight?, Reading, digest: Digest? = nil)
    /// Filed, attached or rejected; `kept` were filed and could not be removed, `left` are still there because they have
    /// changed. `refused` are rejected where they are: too large to be copied, on another filesystem.
    case ended(paths: [FilePath], kept: [FilePath] = [], left: [FilePath] = [], refused: [FilePath] = [])
    /// There is no run to attach the file to.
    case noRun(path: FilePath)
    /// The storage failed; everything is as before, nothing is staged any more.
    case failed(paths: [FilePath])
}

extension DropAction {
    /// The staged files that it works on.
    var tickets: [Ticket] {
        switch self {
        case .read: []
        case .file(let report, let config, let notes):
            [report, config, notes].compactMap { $0?.ticket }
        case .attach(let late): [late.ticket].compactMap { $0 }
        case .reject(let members, _): members.compactMap(\.ticket)
        case .discard(let ticket): [ticket]
        }
    }

    /// The files that it concerns.
    var paths: [FilePath] {
        switch self {
        case .read(let path, _, _, _, _): [path]
        case .file(let report, let config, let notes): [report, config, notes].compactMap { $0?.path }
        case .attach(let late): [late.path]
        case .reject(let members, _): members.map(\.path)
        case .discard: []
        }
    }

    /// The result to report if the action could not start; nil if nobody expects one.
    var failed: DropResult? {
        switch self {
        case .read(let path, _, _, let ticket, _): .read(path: path, ticket: ticket, sight: nil, .failed)
        case .file, .attach, .reject: .failed(paths: paths)
        case .discard: nil
        }
    }
}
