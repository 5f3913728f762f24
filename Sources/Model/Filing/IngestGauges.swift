/// What can be measured of the side that takes drops in, at one moment.
package struct IngestGauges: Equatable, Sendable {
    /// How drops and uploads have ended since the start.
    package let ended: FilingTally.Counts
    /// The files in the inbox, by where they stand.
    package let files: [InboxState.Stage: Int]
    /// The work that waits for the filing thread.
    package let waitingJobCount: Int
    /// Free space of the folders, in bytes; without those that do not say.
    package let freeByteCounts: [Folder: Int]

    /// A folder of benchd.
    package enum Folder: String, Sendable {
        case data
        case inbox
    }

    /// Makes the value from its fields; nothing is checked.
    package init(
        ended: FilingTally.Counts, files: [InboxState.Stage: Int] = [:], waitingJobCount: Int = 0,
        freeByteCounts: [Folder: Int] = [:]
    ) {
        self.ended = ended
        self.files = files
        self.waitingJobCount = waitingJobCount
        self.freeByteCounts = freeByteCounts
    }
}
