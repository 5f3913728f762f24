import Model
import System

/// Reads what is going on in the inbox, for API and page.
struct InboxReader: Sendable {
    let runs: RunReader
    let status: any InboxStatus
    let log: LogSink

    /// How many of the newest runs are listed.
    private static let filedLimit = 20

    /// What was read.
    struct Reading: Sendable {
        let inbox: InboxState
        /// The newest runs, newest first.
        let filed: [Run]
        let troubles: [Trouble]
    }

    /// What is going on now, from some place of the lists on.
    func read(from start: InboxStart) throws(Problem) -> Reading {
        var query = RunQuery()
        query.limit = Self.filedLimit
        return Reading(inbox: try inbox(start), filed: try runs.runs(query).runs, troubles: status.troubles())
    }

    private func inbox(_ start: InboxStart) throws(Problem) -> InboxState {
        do throws(FileError) {
            return try status.inboxState(from: start)
        } catch {
            log(.error, "cannot list the rejected drops: \(error)")
            throw Problem(error)
        }
    }
}
