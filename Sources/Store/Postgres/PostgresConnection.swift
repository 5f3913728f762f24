import CPostgres
import Glibc
import System

/// One connection to a PostgreSQL; used by one thread at a time.
///
/// libpq is used without blocking, and poll(2) with a deadline of ours: no statement is ever cancelled, because a COMMIT that is
/// cancelled while it waits for a standby is done all the same and only warns (see docs/decisions).
final class PostgresConnection {
    /// How long a connection may take to be made, over all hosts of the string.
    static let connectPatience = Duration.seconds(10)

    /// Those of all connections to the database.
    let givenUpCommits: GivenUpCommits
    private let library: PostgresLibrary
    private let handle: UnsafeMutableRawPointer
    private let notices: UnsafeMutablePointer<benchd_pq_notices>
    /// The names of the statements that the server has prepared.
    private var prepared: [String: String] = [:]
    private var preparedCount = 0
    /// Begins the names of its statements: behind a pooler that gives one session to several clients, another's are not taken for its own.
    private let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    /// Why it can no longer be used; nil while it can.
    private(set) var fault: String?
    /// Whether libpq has so much memory for what was sent that the connection is better closed: it gives none back.
    private(set) var isLarge = false
    private static let largeByteCount = 2 << 20

    private var pq: benchd_pq { library.functions }

    /// Connects.
    ///
    /// - Throws: `PostgresError.unreachable` with libpq's words.
    init(
        _ place: PostgresPlace, _ library: PostgresLibrary, _ givenUpCommits: GivenUpCommits
    ) throws(PostgresError) {
        (self.library, self.givenUpCommits) = (library, givenUpCommits)
        notices = .allocate(capacity: 1)
        notices.initialize(to: benchd_pq_notices())
        guard let handle = Self.begin(place, library.functions) else {
            notices.deallocate()
            throw .unreachable("there is no memory for a connection")
        }
        self.handle = handle
        listen()
        try finishConnecting(by: .now + Self.connectPatience)
        guard pq.setnonblocking(handle, 1) == 0, pq.enterPipelineMode(handle) == 1 else {
            throw .unreachable(lastMessage)
        }
        // What was noticed while it was connected says nothing of a commit.
        listen()
    }

    deinit {
        library.functions.finish(handle)
        notices.deallocate()
    }

    private static func begin(_ place: PostgresPlace, _ pq: benchd_pq) -> UnsafeMutableRawPointer? {
        // The string of the user may replace what stands before it, and nothing that stands after it.
        let settings = [
            ("target_session_attrs", "read-write"), ("connect_timeout", "5"), ("application_name", "benchd"),
            ("tcp_user_timeout", "15000"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("dbname", place.connectionString), ("client_encoding", "UTF8"),
        ]
        let texts = settings.map { (Array($0.0.utf8CString), Array($0.1.utf8CString)) }
        return CStrings.withPointers(texts.map(\.0)) { keywords in
            CStrings.withPointers(texts.map(\.1)) { values in pq.connectStartParams(keywords, values, 1) }
        }
    }

    /// Counts the notices from now on.
    private func listen() {
        var functions = pq
        benchd_pq_listen(&functions, handle, notices)
    }

    private func finishConnecting(by deadline: ContinuousClock.Instant) throws(PostgresError) {
        // As if it had asked for writing, says the manual of PQconnectStart.
        var step = CInt(BENCHD_PQ_POLLING_WRITING)
        while step != BENCHD_PQ_POLLING_OK {
            guard step != BENCHD_PQ_POLLING_FAILED, pq.socket(handle) >= 0 else {
                throw .unreachable(lastMessage)
            }
            let event = step == BENCHD_PQ_POLLING_READING ? POLLIN : POLLOUT
            guard wait(for: event, until: deadline) else {
                throw .unreachable(
                    "the database does not answer within \(Quantity.text(Self.connectPatience))")
            }
            step = pq.connectPoll(handle)
        }
    }

    // MARK: Waiting

    /// The socket, for whoever waits for a notification.
    var descriptor: CInt { pq.socket(handle) }

    /// The version of the server, such as 150004.
    var serverVersion: Int { Int(pq.serverVersion(handle)) }

    /// Whether another session has sent a notification since this was asked last.
    func takesNotification() -> Bool {
        guard fault == nil, pq.consumeInput(handle) == 1 else {
            fault = fault ?? lastMessage
            return true
        }
        var functions = pq
        return benchd_pq_take_notifications(&functions, handle) > 0
    }

    /// Sleeps until the socket is ready; false once the deadline is over.
    private func wait(for events: CInt, until deadline: ContinuousClock.Instant) -> Bool {
        var polled = pollfd(fd: pq.socket(handle), events: Int16(events), revents: 0)
        while true {
            let rest = deadline - ContinuousClock.now
            guard rest > .zero else { return false }
            let (seconds, attoseconds) = rest.components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1
            let count = poll(&polled, 1, CInt(clamping: milliseconds))
            if count > 0 { return true }
            if count < 0 && errno != EINTR { return false }
        }
    }

    private var lastMessage: String {
        guard let message = pq.errorMessage(handle) else { return "the connection was lost" }
        let words = String(cString: message).split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? "the connection was lost" : LogText.escaping(words.joined(separator: " "))
    }

    // MARK: Statements

    /// Runs statements in one round trip, each prepared once.
    ///
    /// - Parameters:
    ///   - statements: What is run, in this order; after one that fails no other is run.
    ///   - patience: How long all of them may take; afterwards the connection can no longer be used.
    ///   - refusesNotices: Whether a notice counts as a failure.
    /// - Returns: The rows of each.
    /// - Throws: `PostgresError`; `.unconfirmed` for a notice that is refused.
    func run(
        _ statements: [PostgresStatement], patience: Duration, refusesNotices: Bool = false
    ) throws(PostgresError) -> [[PostgresRow]] {
        if let fault { throw .unreachable(fault) }
        notices.pointee.count = 0
        var batch = Batch()
        for statement in statements { try send(statement, &batch) }
        guard pq.pipelineSync(handle) == 1 else { throw lost() }
        try receive(&batch, by: .now + patience)
        if let failure = batch.failure { throw failure }
        if refusesNotices, notices.pointee.count > 0 {
            let text = withUnsafeBytes(of: &notices.pointee.first) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw .unconfirmed(LogText.escaping(text))
        }
        for (key, name) in batch.prepared { prepared[key] = name }
        return batch.rows
    }

    /// What was sent and what came of it.
    private struct Batch {
        /// For each command in the pipeline whether it is a statement whose rows are wanted.
        var hasRows: [Bool] = []
        /// What the values have in all.
        var byteCount = 0
        var prepared: [String: String] = [:]
        var rows: [[PostgresRow]] = []
        var failure: PostgresError?
        /// The command whose result is awaited.
        var place = 0
        var isOver = false
    }

    private func send(_ statement: PostgresStatement, _ batch: inout Batch) throws(PostgresError) {
        let types = statement.values.map(\.type)
        let key = statement.key
        let name: String
        if let known = prepared[key] ?? batch.prepared[key] {
            name = known
        } else {
            preparedCount += 1
            name = "\(tag)_\(preparedCount)"
            guard pq.sendPrepare(handle, name, statement.sql, CInt(types.count), types) == 1 else {
                throw lost()
            }
            batch.prepared[key] = name
            batch.hasRows.append(false)
        }
        let contents = statement.values.map(\.content)
        batch.byteCount += contents.reduce(0) { $0 + ($1?.count ?? 0) }
        isLarge = isLarge || batch.byteCount > Self.largeByteCount
        let lengths = contents.map { CInt(clamping: $0?.count ?? 0) }
        let formats = statement.values.map { CInt($0.isBinary ? 1 : 0) }
        let isSent = Self.withPointers(contents) { values in
            pq.sendQueryPrepared(handle, name, CInt(contents.count), values, lengths, formats, 1) == 1
        }
        guard isSent else { throw lost() }
        batch.hasRows.append(true)
    }

    private static func withPointers<Result>(
        _ contents: [[UInt8]?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        var pointers: [UnsafePointer<CChar>?] = []
        func next(_ rest: ArraySlice<[UInt8]?>) -> Result {
            guard let first = rest.first else {
                return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
            }
            guard let bytes = first else {
                pointers.append(nil)
                return next(rest.dropFirst())
            }
            // An empty array has no address, and a value that is not NULL needs one.
            return (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { buffer in
                pointers.append(buffer.assumingMemoryBound(to: CChar.self).baseAddress)
                return next(rest.dropFirst())
            }
        }
        return next(contents[...])
    }

    /// Sends what waits and takes results, until all have come.
    private func receive(_ batch: inout Batch, by deadline: ContinuousClock.Instant) throws(PostgresError) {
        while !batch.isOver {
            let flushed = pq.flush(handle)
            guard flushed >= 0 else { throw lost() }
            while !batch.isOver, pq.isBusy(handle) == 0 { try takeResult(&batch) }
            if batch.isOver { return }
            guard wait(for: flushed == 1 ? POLLIN | POLLOUT : POLLIN, until: deadline) else {
                fault = "the database does not answer in time"
                throw .unreachable("the database does not answer in time")
            }
            guard pq.consumeInput(handle) == 1 else { throw lost() }
        }
    }

    private func takeResult(_ batch: inout Batch) throws(PostgresError) {
        guard let result = pq.getResult(handle) else {
            // The end of one command; the next call is about the one after it.
            batch.place += 1
            guard batch.place <= batch.hasRows.count, pq.status(handle) == BENCHD_PQ_CONNECTION_OK else {
                throw lost()
            }
            return
        }
        defer { pq.clear(result) }
        let status = pq.resultStatus(result)
        switch status {
        case CInt(BENCHD_PQ_PIPELINE_SYNC): batch.isOver = true
        case CInt(BENCHD_PQ_COMMAND_OK), CInt(BENCHD_PQ_TUPLES_OK):
            if batch.place < batch.hasRows.count, batch.hasRows[batch.place] {
                batch.rows.append(rows(of: result))
            }
        case CInt(BENCHD_PQ_PIPELINE_ABORTED): break
        default:
            guard pq.status(handle) == BENCHD_PQ_CONNECTION_OK else { throw lost() }
            let failure = failure(of: result)
            batch.failure = batch.failure ?? failure
        }
    }

    private func rows(of result: UnsafeMutableRawPointer) -> [PostgresRow] {
        let width = pq.nfields(result)
        return (0..<pq.ntuples(result)).map { row in
            PostgresRow(
                columns: (0..<width).map { column in
                    guard pq.getisnull(result, row, column) == 0,
                        let value = pq.getvalue(result, row, column)
                    else { return nil }
                    return Array(
                        UnsafeRawBufferPointer(start: value, count: Int(pq.getlength(result, row, column))))
                })
        }
    }

    private func failure(of result: UnsafeMutableRawPointer) -> PostgresError {
        let field = { (code: Character) -> String in
            guard let value = code.asciiValue, let text = self.pq.resultErrorField(result, CInt(value)) else {
                return ""
            }
            return LogText.escaping(String(cString: text))
        }
        return .statement(code: field("C"), message: field("M"))
    }

    private func lost() -> PostgresError {
        let reason = lastMessage
        fault = reason
        return .unreachable(reason)
    }
}
