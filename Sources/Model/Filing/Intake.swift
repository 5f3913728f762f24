package import System

/// Where what arrives over HTTP is taken in, from any thread.
package protocol UploadIntake: Sendable {
    /// Where uploads are spooled; nothing else is in it.
    ///
    /// - Throws: `FileError` while the inbox is gone.
    func spool() throws(FileError) -> Directory

    /// Why there is no room for an upload of so many bytes; nil where there is.
    func objection(toUploadOf byteCount: Int) -> Problem?

    /// Takes a complete upload, whose files it removes or keeps, and answers once, from another thread.
    ///
    /// The problem of a failure is temporary: the drop was not judged, and may be sent again.
    func take(_ drop: UploadedDrop, _ answer: @escaping @Sendable (Result<Outcome, Problem>) -> Void)

    /// Notes that an upload could not be spooled.
    func noteSpoolingFailure(_ error: FileError)
}

/// What can be seen of the inbox, from any thread.
package protocol InboxStatus: Sendable {
    /// What is in the inbox, from some place of its lists on.
    ///
    /// - Throws: `FileError` where the rejected drops cannot be listed.
    func inboxState(from start: InboxStart) throws(FileError) -> InboxState

    /// What keeps benchd from doing its work right now.
    func troubles() -> [Trouble]

    /// What can be measured of the inbox, and of how drops end.
    func gauges() -> IngestGauges

    /// Has a call made whenever something is other in the inbox, at most some times a second; it must not wait.
    func whenInboxChanges(_ call: @escaping @Sendable () -> Void)

    /// Has a call made whenever a trouble begins or ends; it must not wait.
    func whenTroublesChange(_ call: @escaping @Sendable (TroubleNews) -> Void)
}

/// All that the web side asks of the side that takes drops in.
package typealias Intake = UploadIntake & InboxStatus
