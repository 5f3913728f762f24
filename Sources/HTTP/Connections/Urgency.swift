/// Which requests are still answered when there are more than the server takes on.
package enum Urgency: Sendable {
    /// All but those below.
    case ordinary
    /// What must not be lost, such as an upload.
    case ingest
    /// What says whether the server works.
    case health
}
