import Glibc
import System

/// Has the pool read drops of the inbox, and knows which readings still count; used by the filing thread alone.
struct DropReading {
    private let reader: DropReader
    private let pool: WorkPool
    private let work: OngoingWork
    /// Ends all readings when benchd stops.
    private let stopping: Cancellation
    /// Gets what was read, on the pool's threads.
    private let deliver: @Sendable (Done) -> Void
    /// Ends the readings in this inbox when another directory is the inbox.
    private var current: Cancellation

    /// A reading that is over.
    struct Done: Sendable {
        let path: FilePath
        let ticket: Ticket
        let finding: DropReader.Finding
        /// Which inbox it was in.
        fileprivate let reading: Cancellation

        /// Removes the staged file, which nobody needs.
        func discard() { finding.file?.staged.discard() }
    }

    init(
        _ reader: DropReader, pool: WorkPool, work: OngoingWork, stopping: Cancellation,
        deliver: @escaping @Sendable (Done) -> Void
    ) {
        self.reader = reader
        self.pool = pool
        self.work = work
        self.stopping = stopping
        self.deliver = deliver
        current = Cancellation(under: stopping)
    }

    /// Ends all readings: another directory is the inbox.
    mutating func restart() {
        current.cancel()
        current = Cancellation(under: stopping)
    }

    /// Has the pool read a file, in the lane of its size and its disk.
    func begin(
        _ path: FilePath, _ role: DropName.Role, quiet: Duration, _ ticket: Ticket, _ sight: FileSight,
        in inbox: InboxFolders
    ) {
        let lane = Lane.reading(byteCount: sight.byteCount, device: sight.identity.device)
        pool.add(to: lane) { [reader, work, deliver, current] in
            let finding = work.doing("reading \(path)") {
                reader.read(
                    path, in: inbox, as: role, quiet: quiet,
                    stagedName: FilePath("inbox-\(ticket.number)"), unless: current)
            }
            deliver(Done(path: path, ticket: ticket, finding: finding, reading: current))
        }
    }

    /// Whether a reading was in the inbox that is there now.
    func counts(_ done: Done) -> Bool { done.reading === current }
}
