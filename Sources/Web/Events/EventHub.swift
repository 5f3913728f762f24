import HTTP
import JSON
import Model
import Synchronization
import System

/// Tells listeners of what happens, as server-sent events (WHATWG HTML, section 9.2); safe from any thread.
///
/// Its thread reads what an event says and writes it to all. While nothing happens and nobody listens, it sleeps.
final class EventHub: Sendable {
    private enum News {
        case run(RunNews)
        case inbox
        case trouble(TroubleNews)
    }

    private struct Listener {
        let stream: EventStream
        let mayListen: @Sendable () -> Bool
    }

    private struct State {
        var news: [News] = []
        var hasLostNews = false
        var ring = EventRing(byteLimit: ringByteCount)
        var listeners: [UInt64: Listener] = [:]
        var nextListener: UInt64 = 0
        var isStopped = false
    }

    /// How many clients may listen; each holds a connection.
    static let listenerLimit = 64
    /// What waits for a slow client; more ends its stream.
    private static let listenerByteCount = 256 * 1024
    /// A listener that was away gets all of it at once.
    private static let ringByteCount = 192 * 1024
    /// News that come faster than they are told are replaced by one `reset`.
    private static let newsLimit = 4_096
    /// Between two comments that show a quiet stream's client and proxies that it lives.
    private static let heartbeat = Duration.seconds(15)

    private let links: Links
    private let runs: RunReader
    private let inbox: any InboxStatus
    /// Tells the events of this process from those of another.
    private let session: String
    private let state = Mutex(State())
    private let waker: Waker

    /// Begins to hear of a library and an inbox.
    ///
    /// - Throws: `FileError` where there is no descriptor or thread left.
    init(runs: RunReader, inbox: any InboxStatus, links: Links) throws(FileError) {
        self.runs = runs
        self.inbox = inbox
        self.links = links
        session = Hexadecimal.text(withUnsafeBytes(of: UInt64.random(in: .min ... .max)) { Array($0) })
        waker = try Waker()
        runs.whenRunsChange { [weak self] in self?.note(.run($0)) }
        inbox.whenInboxChanges { [weak self] in self?.note(.inbox) }
        inbox.whenTroublesChange { [weak self] in self?.note(.trouble($0)) }
    }

    /// How many clients listen.
    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// A stream of the events after one, or from now on; nil where too many clients listen.
    ///
    /// `mayListen` is asked at times, and its `false` ends the stream.
    func listen(after id: String?, while mayListen: @escaping @Sendable () -> Bool) -> EventStream? {
        let stream = state.withLock { state -> EventStream? in
            guard state.listeners.count < Self.listenerLimit, !state.isStopped else { return nil }
            state.nextListener += 1
            let number = state.nextListener
            let stream = EventStream(byteLimit: Self.listenerByteCount) { [weak self] in self?.forget(number)
            }
            // Under the lock, so that no event is lost or told twice; it fits, so the stream does not end here.
            stream.write(beginning(after: id, of: state.ring))
            state.listeners[number] = Listener(stream: stream, mayListen: mayListen)
            return stream
        }
        // From now on the thread beats.
        waker.wake()
        return stream
    }

    /// Tells and beats until ``stop()``.
    func run() {
        var lastBeat = ContinuousClock.now
        while true {
            let (news, hasLostNews, isStopped) = state.withLock { state in
                defer { (state.news, state.hasLostNews) = ([], false) }
                return (state.news, state.hasLostNews, state.isStopped)
            }
            if isStopped { return }
            if hasLostNews { tell("reset", .object([])) } else { for item in news { tell(item) } }
            let rest = max(Self.heartbeat - (.now - lastBeat), .zero)
            waker.wait(atMost: listenerCount > 0 ? rest : nil)
            if .now - lastBeat >= Self.heartbeat {
                lastBeat = .now
                endRefused()
                beat()
            }
        }
    }

    /// Ends the streams of those who may not listen any more.
    func endRefused() {
        for listener in state.withLock({ Array($0.listeners.values) }) where !listener.mayListen() {
            listener.stream.end()
        }
    }

    /// Ends all streams, and lets ``run()`` return.
    func stop() {
        let streams = state.withLock { state in
            state.isStopped = true
            return state.listeners.values.map(\.stream)
        }
        for stream in streams { stream.end() }
        waker.wake()
    }

    private func forget(_ number: UInt64) {
        state.withLock { $0.listeners[number] = nil }
    }

    private func note(_ item: News) {
        state.withLock { state in
            if case .inbox = item, state.news.contains(where: { if case .inbox = $0 { true } else { false } })
            {
                return
            }
            if state.news.count < Self.newsLimit { state.news.append(item) } else { state.hasLostNews = true }
        }
        waker.wake()
    }

    private func beginning(after id: String?, of ring: EventRing) -> [UInt8] {
        let retry = "retry: 3000\n"
        guard let id else { return Array("\(retry)id: \(session)-\(ring.last)\n\n".utf8) }
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 2, parts[0] == session, parts[1].isAllDigits, let number = UInt64(parts[1]),
            let missed = ring.events(after: number)
        {
            return Array("\(retry)\n".utf8) + missed.flatMap(\.bytes)
        }
        return Array("\(retry)id: \(session)-\(ring.last)\nevent: reset\ndata: {}\n\n".utf8)
    }

    private func tell(_ item: News) {
        switch item {
        case .inbox:
            let files = inbox.gauges().files.sorted { $0.key.rawValue < $1.key.rawValue }
            tell("inbox", ["files": .object(files.map { .init($0.key.rawValue, .integer($0.value)) })])
        case .trouble(let news):
            tell(
                "trouble",
                [
                    "is_over": .bool(news.isOver), "detail": news.trouble.json["detail"] ?? nil,
                    "since": .string(news.trouble.since.description),
                ])
        case .run(let news):
            // A run that cannot be read now is one that a later look at the list finds.
            guard let (head, mark) = try? headAndMark(of: news) else { return }
            tell(
                "run",
                .object(
                    [.init("change", .string(news.change.rawValue))] + head.members(links) + [
                        .init("has_config", .bool(head.hasConfig)), .init("label", .text(mark.label)),
                        .init("excluded", .text(mark.exclusion)), .init("pinned", .bool(mark.isPinned)),
                    ]))
        }
    }

    /// What an event says of a run: of one that was removed, what its tombstone says.
    private func headAndMark(of news: RunNews) throws(Problem) -> (RunHead, RunMark) {
        if news.change == .removed, let tombstone = try runs.tombstone(news.id) {
            return (tombstone.head, RunMark())
        }
        let run = try runs.run(.id(news.id))
        return (run.head, run.mark)
    }

    private func tell(_ name: String, _ data: JSONValue) {
        let (bytes, listeners) = state.withLock { state in
            let bytes = state.ring.add { number in
                Array("id: \(session)-\(number)\nevent: \(name)\ndata: ".utf8) + data.bytes
                    + Array("\n\n".utf8)
            }
            return (bytes, state.listeners.values.map(\.stream))
        }
        for stream in listeners { stream.write(bytes) }
    }

    private func beat() {
        for stream in state.withLock({ $0.listeners.values.map(\.stream) }) {
            stream.write(Array(": \n\n".utf8))
        }
    }
}
