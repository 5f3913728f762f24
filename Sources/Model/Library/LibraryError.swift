package import System

/// What can go wrong with a library: with its files, its catalog, or one file that was filed.
package enum LibraryError: Error, Equatable, Sendable, CustomStringConvertible {
    case file(FileError)
    case catalog(CatalogError)
    /// Another process works on the data folder.
    case locked(path: FilePath, holder: Int?)
    /// A filed file is not what was filed; the log and the condition say so already.
    case damaged(PartDamage)
    /// A filed file was changed, and is read again before any of it is served.
    case unverified(FiledPart, RunID)
    /// The run was removed while something of it was wanted.
    case gone(RunID)
    /// The database that the library lies in cannot be used now; why, in a few words.
    case unavailable(String)
    /// Another daemon has worked on the same report, or run, for longer than is waited for.
    case contended
    /// What the database says of one run cannot be read; the condition says so already. All others can be worked with.
    case unreadable(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .file(let error): error.cause
        case .catalog(let error): error.description
        case .locked(let path, let holder):
            "the data folder \(path) is in use by \(holder.map { "process \($0)" } ?? "another process");"
                + " stop that daemon or choose another --data"
        case .damaged(let damage): damage.damage.description
        case .unverified(let part, let id): "the \(part.rawValue) of the run \(id) is being verified"
        case .gone(let id): "the run \(id) was removed"
        case .unavailable(let reason): "the database cannot be used: \(reason)"
        case .contended: "another daemon works on the same report or run"
        case .unreadable(let reason): "\(reason) in the database"
        }
    }

    /// The problem for a client that waits for an answer.
    package var problem: Problem {
        switch self {
        case .file(let error): Problem(error)
        case .catalog(let error):
            Problem(
                error.cause == .space ? .storageFull : .storageFailed,
                "The catalog failed (\(error.operation): \(error.message)); try again later.")
        case .locked: Problem(.storageFailed, "The data folder is in use by another process.")
        case .damaged(let damage): damage.problem
        case .unverified(let part, let id):
            Problem(
                .verificationPending,
                "The \(part.rawValue) of the run \(id) has changed on the server and is being compared with its digest;"
                    + " ask again in a moment.")
        case .gone(let id): Problem(.runRemoved, "The run \(id) was removed.")
        case .unavailable:
            // Why is in the log: it may name hosts that are no business of a client.
            Problem(.databaseUnavailable, "The database cannot be used now; try again in some seconds.")
        case .contended:
            Problem(
                .databaseUnavailable,
                "Another server works on the same report or run; try again in some seconds.")
        case .unreadable:
            Problem(
                .storageFailed,
                "What is known of that run is damaged on the server; its operator can restore it from a backup."
            )
        }
    }
}
