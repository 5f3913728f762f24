import JSON
import Model
import Synchronization
import System

/// What has been found and sent: kept in one file of the data folder, or in one document of a library that daemons share, which is
/// replaced whole; safe from any thread.
///
/// An event is in it before its first message is sent, so that no restart finds it a second time.
final class AlertBook: Sendable {
    /// Older events are forgotten once they are delivered or given up, and at twice as many also those that wait.
    private static let eventLimit = 500
    /// So many keys are known, so that an event that was forgotten is not found a second time.
    private static let keyLimit = 20_000
    private static let byteLimit = 64 << 20
    /// Where a file goes that cannot be read.
    private static let damaged: FilePath = ".alerts-damaged.json"
    static let name: FilePath = ".alerts.json"
    private static let temporaries: FilePath = ".staging"

    private struct Pages: Equatable {
        /// The last run that was judged; nil before the first.
        var judged: RunID?
        /// The oldest first.
        var events: [RecordedAlert] = []
        var mutes: [AlertMute] = []
        /// Of all events, also of forgotten ones, the oldest first: the beginnings of their digests.
        var keys: [String] = []
    }

    /// Where it is kept.
    private enum Home {
        case folder(Directory)
        case library(any LibraryDocuments)
    }

    private let home: Home
    private let pages: Mutex<Pages>
    /// Held while what is kept is changed: the version of the document that the pages are, where it lies in a library.
    private let writing = Mutex<Int64>(0)
    /// So often a change is tried that another daemon has crossed.
    private static let attemptLimit = 10
    static let documentName = "alerts"

    /// Knows nothing before it was refreshed: what is kept lies in a library that daemons share.
    init(in library: any LibraryDocuments) {
        home = .library(library)
        pages = Mutex(Pages())
    }

    /// Reads what was kept in a data folder; a file that cannot be read is set aside, and the log says so.
    ///
    /// - Throws: `FileError` where the folder cannot be read.
    init(in folder: Directory, log: LogSink) throws(FileError) {
        home = .folder(folder)
        guard try folder.statusIfPresent(of: Self.name) != nil else {
            pages = Mutex(Pages())
            return
        }
        let reason: String
        do throws(FileError) {
            let bytes = try folder.read(Self.name, limit: Self.byteLimit)
            // Where it breaks off is of no use to whoever puts it back.
            if let json = try? JSONValue(parsing: bytes), let read = Self.pages(json) {
                pages = Mutex(read)
                return
            }
            reason = "it is not what benchd has written"
        } catch {
            reason = error.cause
        }
        try folder.renameReplacing(Self.name, into: folder, as: Self.damaged)
        log(
            .error,
            "\(folder.path(of: Self.name)) cannot be read (\(reason)) and is \(Self.damaged) now: events and mutes of before are"
                + " forgotten")
        pages = Mutex(Pages())
    }

    /// The last run that was judged.
    var judged: RunID? { pages.withLock(\.judged) }
    /// The oldest first.
    var events: [RecordedAlert] { pages.withLock(\.events) }

    /// The mute of a rule at a time; nil for none.
    func mute(of rule: String, at now: Timestamp) -> AlertMute? {
        pages.withLock { $0.mutes.first { $0.rule == rule && $0.until > now } }
    }

    /// Adds events that are new, and notes how far runs are judged.
    ///
    /// - Returns: Those that are new.
    /// - Throws: `LibraryError`; then nothing of it is kept.
    @discardableResult
    func add(_ events: [RecordedAlert], judged: RunID? = nil) throws(LibraryError) -> [RecordedAlert] {
        var new: [RecordedAlert] = []
        try change { pages in
            new = []
            var known = Set(pages.keys)
            for event in events where known.insert(Self.mark(of: event.event.key)).inserted {
                pages.events.append(event)
                pages.keys.append(Self.mark(of: event.event.key))
                new.append(event)
            }
            if let judged { pages.judged = judged }
        }
        return new
    }

    /// Has all runs judged that are filed from a time on, unless it is known how far runs are judged: what was filed before
    /// there were rules alarms nobody.
    ///
    /// - Throws: `LibraryError`; then it is as it was.
    func beginJudging(at time: Timestamp) throws(LibraryError) {
        try change { pages in pages.judged = pages.judged ?? .first(at: time) }
    }

    /// Notes that runs are not judged for the time being.
    ///
    /// - Throws: `LibraryError`; then it is as it was.
    func forgetJudged() throws(LibraryError) { try change { $0.judged = nil } }

    /// Notes how a message stands.
    ///
    /// - Throws: `LibraryError`; then it is as it was.
    func note(_ delivery: AlertDelivery, of key: String) throws(LibraryError) {
        try change { pages in
            guard let place = pages.events.firstIndex(where: { $0.event.key == key }),
                let own = pages.events[place].deliveries.firstIndex(where: { $0.target == delivery.target })
            else { return }
            pages.events[place].deliveries[own] = delivery
        }
    }

    /// Sets the mute of a rule, or ends it where it is over.
    ///
    /// - Throws: `LibraryError`; then it is as it was.
    func set(_ mute: AlertMute, at now: Timestamp) throws(LibraryError) {
        try change { pages in
            pages.mutes.removeAll { $0.rule == mute.rule || $0.until <= now }
            if mute.until > now { pages.mutes.append(mute) }
        }
    }

    /// Knows what other daemons have kept; does nothing where there are none.
    ///
    /// - Throws: `LibraryError`; then it is as it was.
    func refresh() throws(LibraryError) {
        guard case .library(let library) = home else { return }
        try writing.withLock { (version) throws(LibraryError) in try refresh(from: library, &version) }
    }

    private func refresh(from library: any LibraryDocuments, _ version: inout Int64) throws(LibraryError) {
        guard let document = try library.document(Self.documentName), document.version != version else {
            return
        }
        // What a later version writes is not read by this one, and not written over.
        guard let json = try? JSONValue(parsing: document.content), let read = Self.pages(json) else {
            throw .unavailable("what is kept of alerts there cannot be read")
        }
        version = document.version
        pages.withLock { $0 = read }
    }

    /// Nobody who reads waits for the disk.
    private func change(_ body: (inout Pages) -> Void) throws(LibraryError) {
        try writing.withLock { (version) throws(LibraryError) in
            for _ in 0..<Self.attemptLimit {
                if case .library(let library) = home { try refresh(from: library, &version) }
                let before = pages.withLock(\.self)
                var changed = before
                body(&changed)
                guard changed != before else { return }
                Self.forget(in: &changed)
                guard try keep(changed, &version) else { continue }
                pages.withLock { $0 = changed }
                return
            }
            throw .unavailable("other daemons change what is kept of alerts all the time")
        }
    }

    /// False where another daemon has changed it meanwhile.
    private func keep(_ pages: Pages, _ version: inout Int64) throws(LibraryError) -> Bool {
        let bytes = Self.json(pages).bytes
        switch home {
        case .folder(let folder):
            do {
                let staging = try folder.makingDirectory(Self.temporaries)
                try folder.replaceDurably(Self.name, with: bytes, through: staging)
            } catch {
                throw .file(error)
            }
        case .library(let library):
            let isKept = try library.replaceDocument(Self.documentName, by: bytes, ofVersion: version)
            guard isKept else { return false }
            version += 1
        }
        return true
    }

    /// Keeps what is kept within its bounds.
    private static func forget(in pages: inout Pages) {
        var surplus = pages.events.count - eventLimit
        pages.events.removeAll { event in
            let mustStay = event.deliveries.contains { $0.state == .waiting } && surplus <= eventLimit
            guard surplus > 0, !mustStay else { return false }
            surplus -= 1
            return true
        }
        pages.keys.removeFirst(max(0, pages.keys.count - keyLimit))
    }

    private static func mark(of key: String) -> String {
        String("\(Digest.of(Array(key.utf8)))".prefix(20))
    }

    private static func json(_ pages: Pages) -> JSONValue {
        [
            "judged": .text(pages.judged?.description),
            "events": .array(
                pages.events.map {
                    .object(
                        ($0.event.json.members ?? []) + [
                            .init("deliveries", .array($0.deliveries.map(\.json))),
                            .init("mute", $0.mute?.json ?? .null),
                        ])
                }), "mutes": .array(pages.mutes.map(\.json)),
            "keys": .array(pages.keys.map { .string($0) }),
        ]
    }

    private static func pages(_ json: JSONValue) -> Pages? {
        guard let events = json["events"]?.elements, let mutes = json["mutes"]?.elements else { return nil }
        var pages = Pages()
        pages.judged = json["judged"]?.string.flatMap(RunID.init)
        pages.mutes = mutes.compactMap(AlertMute.init(json:))
        pages.events = events.compactMap { item in
            AlertEvent(json: item).map {
                RecordedAlert(
                    $0,
                    deliveries: (item["deliveries"]?.elements ?? []).compactMap(AlertDelivery.init(json:)),
                    mute: item["mute"].flatMap(AlertMute.init(json:)))
            }
        }
        pages.keys = (json["keys"]?.elements ?? []).compactMap(\.string)
        return pages.events.count == events.count ? pages : nil
    }
}

// MARK: Two of them in one

extension AlertBook {
    /// What is kept of a book that is moved to where another one is, or none; nil where one of them cannot be read.
    ///
    /// The same book once more changes nothing.
    static func merged(_ moved: [UInt8], into known: [UInt8]?) -> [UInt8]? {
        // Where it breaks off is of no use to whoever puts it back.
        guard let new = (try? JSONValue(parsing: moved)).flatMap(pages) else { return nil }
        guard let known, known != moved else { return moved }
        guard var merged = (try? JSONValue(parsing: known)).flatMap(pages) else { return nil }
        for event in new.events {
            if let place = merged.events.firstIndex(where: { $0.event.key == event.event.key }) {
                merged.events[place].deliveries = deliveries(event, merged.events[place])
            } else {
                merged.events.append(event)
            }
        }
        merged.events.sort { ($0.event.at, $0.event.key) < ($1.event.at, $1.event.key) }
        merged.mutes.removeAll { mute in new.mutes.contains { $0.rule == mute.rule } }
        merged.mutes += new.mutes
        let keys = Set(merged.keys)
        merged.keys += new.keys.filter { !keys.contains($0) }
        merged.judged = [merged.judged, new.judged].compactMap(\.self).max()
        forget(in: &merged)
        return json(merged).bytes
    }

    /// What was sent, or given up, by either is not sent once more.
    private static func deliveries(_ moved: RecordedAlert, _ known: RecordedAlert) -> [AlertDelivery] {
        let targets = Set(known.deliveries.map(\.target))
        let kept = known.deliveries.map { delivery in
            guard delivery.state == .waiting else { return delivery }
            return moved.deliveries.first { $0.target == delivery.target } ?? delivery
        }
        return kept + moved.deliveries.filter { !targets.contains($0.target) }
    }
}
