import Glibc
import Ingest
import Model
import Synchronization
import System

/// Takes drops in from an inbox that another daemon of this machine may watch: as long as that one does, uploads alone; from
/// its end on, everything.
///
/// Safe from any thread.
final class InboxSuccession: Intake {
    /// Between two looks whether the inbox is free.
    private static let pause = Duration.seconds(1)
    /// In the data folder: where uploads are spooled meanwhile.
    private static let waitingRoom: FilePath = ".uploads-inbox"

    /// What an intake is made of.
    struct Parts: Sendable {
        let settings: IngestSettings
        let library: any FilingLibrary
        let records: Directory
        let condition: Condition
        let log: LogSink

        func service(at inbox: FilePath) throws -> IngestService {
            var settings = settings
            settings.inbox = inbox
            return try IngestService(
                settings: settings, library: library, records: records, condition: condition, log: log)
        }
    }

    private struct State {
        /// Nil while one gives way to the next.
        var service: IngestService?
        /// Who watches the inbox; nil where this daemon does.
        var holder: String?
    }

    private let parts: Parts
    private let state = Mutex(State())
    private let changes = Listeners<Void>()
    private let waker: Waker
    private let stopping = Cancellation()
    private let waiting = Mutex<WorkThread?>(nil)

    /// Begins to take in; where another process watches the inbox, waits for it if it may, else fails.
    ///
    /// - Throws: `InboxInUse`, or `FileError` where the inbox cannot be used.
    init(_ parts: Parts, mayWait: Bool) throws {
        self.parts = parts
        waker = try Waker()
        do {
            take(try parts.service(at: parts.settings.inbox), holder: nil)
        } catch is InboxInUse where mayWait {
            let holder = InboxHolder.name(of: parts.settings.inbox)
            take(try parts.service(at: parts.records.path.appending(Self.waitingRoom)), holder: holder)
            parts.log(
                .info,
                "\(holder) watches the inbox \(parts.settings.inbox); this daemon takes uploads, and the inbox too when that one ends"
            )
            let thread = try WorkThread(name: "benchd-inbox-in") { [weak self, waker, stopping] in
                while !stopping.isCancelled {
                    waker.wait(atMost: Self.pause)
                    guard let self, !stopping.isCancelled, !succeeds() else { return }
                }
            }
            waiting.withLock { $0 = thread }
        }
    }

    private func take(_ service: IngestService, holder: String?) {
        service.whenInboxChanges { [changes] in changes.tell(()) }
        state.withLock { $0 = State(service: service, holder: holder) }
        changes.tell(())
    }

    /// Tries to take the inbox over; whether it is done.
    private func succeeds() -> Bool {
        guard InboxHolder.isFree(parts.settings.inbox) else { return false }
        let before = state.withLock { state in
            defer { state.service = nil }
            return state.service
        }
        before?.stop()
        let holder = state.withLock(\.holder)
        do {
            take(try parts.service(at: parts.settings.inbox), holder: nil)
            parts.log(
                .info,
                "this daemon watches the inbox \(parts.settings.inbox) now: \(holder ?? "its owner") has ended"
            )
            return true
        } catch {
            parts.log(
                .warning, "cannot take over the inbox \(parts.settings.inbox), and tries again: \(error)")
            if let again = try? parts.service(at: parts.records.path.appending(Self.waitingRoom)) {
                take(again, holder: holder)
            }
            return false
        }
    }

    private var current: IngestService? { state.withLock(\.service) }

    // MARK: The process

    /// What is being done now, the oldest first.
    var underWay: [String] { current?.underWay ?? [] }

    func askForPulse() { current?.askForPulse() }

    var hasPulse: Bool { current?.hasPulse ?? true }

    /// Takes no more drops.
    func beginStopping() {
        stopping.cancel()
        waker.wake()
        current?.beginStopping()
    }

    /// Takes nothing more in, ends what is under way, and returns when all threads have ended.
    func stop() {
        beginStopping()
        let thread = waiting.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
        current?.stop()
    }
}

extension InboxSuccession {
    func spool() throws(FileError) -> Directory {
        guard let current else {
            throw FileError(operation: "open", path: parts.settings.inbox, errno: EAGAIN)
        }
        return try current.spool()
    }

    func objection(toUploadOf byteCount: Int) -> Problem? {
        guard let current else {
            return Problem(.busy, "The server is taking over an inbox; send the upload again in a moment.")
        }
        return current.objection(toUploadOf: byteCount)
    }

    func take(_ drop: UploadedDrop, _ answer: @escaping @Sendable (Result<Outcome, Problem>) -> Void) {
        guard let current else {
            drop.report.discard()
            drop.config?.discard()
            return answer(
                .failure(
                    Problem(.busy, "The server is taking over an inbox; send the upload again in a moment.")))
        }
        current.take(drop, answer)
    }

    func noteSpoolingFailure(_ error: FileError) { current?.noteSpoolingFailure(error) }

    func inboxState(from start: InboxStart) throws(FileError) -> InboxState {
        let (service, holder) = state.withLock { ($0.service, $0.holder) }
        guard let service else {
            throw FileError(operation: "open", path: parts.settings.inbox, errno: EAGAIN)
        }
        let found = try service.inboxState(from: start)
        guard let holder else { return found }
        return found.watched(
            InboxState.Watch(
                mode: .poll,
                reason:
                    "\(holder) watches this inbox; this daemon takes uploads, and the inbox when that one ends"
            ))
    }

    func troubles() -> [Trouble] { current?.troubles() ?? parts.condition.troubles }

    func gauges() -> IngestGauges {
        current?.gauges()
            ?? IngestGauges(ended: FilingTally.Counts())
    }

    func whenInboxChanges(_ call: @escaping @Sendable () -> Void) { changes.add { call() } }

    func whenTroublesChange(_ call: @escaping @Sendable (TroubleNews) -> Void) {
        parts.condition.listeners.add(call)
    }
}
