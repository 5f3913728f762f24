package import Analysis
package import Model
import Synchronization
package import System

/// Watches over results: judges each run that is filed by the rules of a file, and notifies targets of what they find.
package final class AlertService: AlertBoard {
    private struct Rules {
        var file = RuleFile.empty
        var fault: String?
    }

    private let path: FilePath?
    private let book: AlertBook
    private let rules: Mutex<Rules>
    private let log: LogSink
    private let judging: Worker
    private let delivering: Worker

    /// A thread with what wakes and ends it.
    private struct Worker {
        let waker: Waker
        let thread: WorkThread
    }

    private let stopping = Cancellation()
    private let webhook = Webhook()

    /// What it works with.
    package struct Parts: Sendable {
        let answers: Answers
        let status: any InboxStatus
        let folder: Directory
        let documents: (any LibraryDocuments)?
        let links: Links

        /// - Parameters:
        ///   - answers: Of the library that it watches.
        ///   - status: Where it hears of troubles.
        ///   - folder: The data folder, in which it keeps what it has found.
        ///   - documents: Where that is kept instead, for all that share the library; nil for the folder.
        ///   - links: Where pages are.
        package init(
            _ answers: Answers, _ status: any InboxStatus, in folder: Directory,
            documents: (any LibraryDocuments)?, links: Links
        ) {
            (self.answers, self.status, self.folder, self.documents) = (answers, status, folder, documents)
            self.links = links
        }
    }

    /// Begins to watch; nil for `path` where there are no rules.
    ///
    /// - Throws: `RuleFileFault` for a file of rules that is wrong, `FileError` where what was found before cannot be read.
    package init(_ path: FilePath?, _ parts: Parts, log: @escaping LogSink) throws {
        let file = try path.map { try RuleFile($0) } ?? .empty
        if path != nil { for doubt in file.doubts { log(.warning, doubt) } }
        let book = try parts.documents.map { AlertBook(in: $0) } ?? AlertBook(in: parts.folder, log: log)
        // Where it lies in a library, that may be away: who acts for all begins.
        if !file.rules.isEmpty, parts.documents == nil { try book.beginJudging(at: .now()) }
        let (judgeWaker, courierWaker) = (try Waker(), try Waker())
        let current = RuleSource(file)
        let library = parts.answers.library
        let (late, isShared) = (LateRuns(), library.isShared)
        let loop = JudgingLoop(
            judge: RuleJudge(parts.answers), library: library, late: late, status: parts.status, book: book,
            rules: current, waker: judgeWaker, stopping: stopping, log: log, hasNews: { courierWaker.wake() })
        let courier = Courier(
            library: library, book: book, rules: current, links: parts.links, waker: courierWaker,
            stopping: stopping, log: log,
            webhook: webhook)
        library.whenRunsChange { [weak judgeWaker] news in
            guard news.change == .filed else { return }
            // One process alone files its runs in the order of their ids.
            if isShared { late.add(news.id) }
            judgeWaker?.wake()
        }
        parts.status.whenTroublesChange { [weak judgeWaker] _ in judgeWaker?.wake() }
        judging = Worker(waker: judgeWaker, thread: try WorkThread(name: "benchd-alerts") { loop.run() })
        delivering = Worker(
            waker: courierWaker, thread: try WorkThread(name: "benchd-webhook") { courier.run() })
        rules = Mutex(Rules(file: file))
        source = current
        (self.path, self.book, self.log) = (path, book, log)
    }

    private let source: RuleSource

    /// Reads the file of rules again; one that is wrong is not taken, and the log and the page say why.
    package func reload() {
        guard let path else { return }
        do throws(RuleFileFault) {
            let file = try RuleFile(path)
            for doubt in file.doubts { log(.warning, doubt) }
            rules.withLock { $0 = Rules(file: file) }
            source.replace(by: file)
            judging.waker.wake()
            delivering.waker.wake()
        } catch {
            rules.withLock { $0.fault = error.description }
            log(.error, "the old rules stay: \(error)")
        }
    }

    /// Ends both threads; a message that is being sent has at most its own patience.
    package func stop() {
        beginStopping()
        judging.thread.join()
        delivering.thread.join()
    }

    /// Asks both threads to end.
    package func beginStopping() {
        stopping.cancel()
        webhook.stop()
        judging.waker.wake()
        delivering.waker.wake()
    }

    /// What there is to see now (`AlertBoard`).
    package func state() -> AlertState {
        let now = Timestamp.now()
        // What was known before is better than nothing.
        try? book.refresh()
        let rules = rules.withLock(\.self)
        var state = AlertState()
        state.file = path.map { "\($0)" }
        state.fault = rules.fault
        state.rules = rules.file.rules.map {
            AlertState.Rule(
                name: $0.name, sentence: $0.sentence, targets: $0.targets,
                mute: book.mute(of: $0.name, at: now))
        }
        state.events = book.events.reversed()
        return state
    }

    /// Has a rule send nothing for a time (`AlertBoard`).
    package func mute(_ mute: AlertMute) -> String? {
        let names = rules.withLock { $0.file.rules.map(\.name) }
        guard names.contains(mute.rule) else {
            let known = names.isEmpty ? "there are none" : "there are " + names.joined(separator: ", ")
            return "there is no rule \"\(mute.rule)\"; \(known)"
        }
        do throws(LibraryError) {
            try book.set(mute, at: .now())
            return nil
        } catch {
            return "\(error)"
        }
    }
}
