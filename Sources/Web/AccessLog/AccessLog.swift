import HTTP
import Synchronization
package import System

/// The log of requests: a thread of its own writes it, so that a slow disk holds up no request; safe from any thread.
final class AccessLog: Sendable {
    private struct State {
        var lines: [UInt8] = []
        var droppedCount: UInt64 = 0
        /// Lines that were lost since the log last said so.
        var unsaidCount: UInt64 = 0
        var mustReopen = false
        var isStopped = false
    }

    /// What may wait for the disk; more is lost, and counted.
    private static let byteLimit = 4 << 20

    private let place: AccessLogPlace
    private let format: AccessLogFormat
    private let log: LogSink
    private let state = Mutex(State())
    private let waker: Waker

    /// Opens the log.
    ///
    /// - Throws: `FileError` where its file cannot be opened, or where there is no thread left.
    static func open(
        _ place: AccessLogPlace, _ format: AccessLogFormat, log: @escaping LogSink
    ) throws(FileError) -> (log: AccessLog, thread: WorkThread) {
        let file = try place.open()
        let accessLog = AccessLog(place, format, waker: try Waker(), log: log)
        let handedOver = Mutex<AppendedFile?>(file)
        let thread = try WorkThread(name: "benchd-access") {
            if let file = handedOver.withLock({ $0.take() }) { accessLog.run(file) }
        }
        return (accessLog, thread)
    }

    private init(_ place: AccessLogPlace, _ format: AccessLogFormat, waker: Waker, log: @escaping LogSink) {
        self.place = place
        self.format = format
        self.waker = waker
        self.log = log
    }

    /// How many lines were lost since the start.
    var droppedCount: UInt64 { state.withLock { $0.droppedCount } }

    /// Adds the line of a request that is over; `client` is the numeric address behind all trusted proxies.
    func note(_ exchange: FinishedExchange, from client: String, tokenName: String?) {
        let line = AccessLine(exchange: exchange, client: client, tokenName: tokenName, time: .now())
            .bytes(format)
        let isFirst = state.withLock { state in
            guard state.lines.count + line.count <= Self.byteLimit else {
                state.droppedCount += 1
                state.unsaidCount += 1
                return false
            }
            defer { state.lines += line }
            return state.lines.isEmpty
        }
        if isFirst { waker.wake() }
    }

    /// Opens the file again, because the old one was moved away.
    func reopen() {
        state.withLock { $0.mustReopen = true }
        waker.wake()
    }

    /// Has the thread write what is left, and end.
    func stop() {
        state.withLock { $0.isStopped = true }
        waker.wake()
    }

    private func run(_ first: consuming AppendedFile) {
        var file = first
        while true {
            let (lines, lostCount, mustReopen, isStopped) = state.withLock { state in
                defer { (state.lines, state.unsaidCount, state.mustReopen) = ([], 0, false) }
                return (state.lines, state.unsaidCount, state.mustReopen, state.isStopped)
            }
            // Lines from before the call belong to the old file.
            if !lines.isEmpty, !file.append(lines) {
                log(
                    .error,
                    "cannot write the access log \(place.path): lines are lost; make room, or give --access-log another file"
                )
            }
            if lostCount > 0 {
                log(.warning, "the access log has lost \(lostCount) lines, because its disk is slow")
            }
            if mustReopen {
                do throws(FileError) {
                    file = try place.open()
                } catch {
                    log(.error, "cannot open the access log again, so its old file is used: \(error)")
                }
            }
            if isStopped, lines.isEmpty { return }
            if !isStopped { waker.wait(atMost: nil) }
        }
    }
}

/// Where the access log is written.
package enum AccessLogPlace: Equatable, Sendable {
    case standardOutput
    case file(FilePath)

    /// Reads "-" or a path.
    package init(_ text: String) {
        self = text == "-" ? .standardOutput : .file(FilePath(text))
    }

    /// As messages call it.
    var path: FilePath {
        switch self {
        case .standardOutput: "-"
        case .file(let path): path
        }
    }

    /// Opens it.
    func open() throws(FileError) -> AppendedFile {
        switch self {
        case .standardOutput: AppendedFile(try OwnedDescriptor.duplicate(of: 1))
        case .file(let path): try AppendedFile(path)
        }
    }
}
