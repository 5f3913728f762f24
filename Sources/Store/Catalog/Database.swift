import CSQLite3
import Model
import System

/// One connection to an SQLite database; used by one thread at a time.
final class Database {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]
    /// Those that are written, or in the transaction at hand.
    var knownNames = KnownNames()

    /// Opens the database; no component of the path may be a symbolic link.
    ///
    /// One that is not there is created, unless it must exist or is opened only to read.
    init(_ path: FilePath, mustExist: Bool = false, isReadOnly: Bool = false) throws(CatalogError) {
        var handle: OpaquePointer?
        let creation = mustExist ? 0 : SQLITE_OPEN_CREATE
        let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | creation
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        let code = path.withCString { sqlite3_open_v2($0, &handle, flags, nil) }
        guard let handle else { throw CatalogError(operation: "open", code: code, message: "out of memory") }
        self.handle = handle
        guard code == SQLITE_OK else { throw error("open") }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5000)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Runs statements that return nothing, separated by semicolons.
    func execute(_ sql: String) throws(CatalogError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error("execute") }
    }

    /// Runs one statement, prepared once, and hands over each row.
    func query(
        _ sql: String, _ values: [Value] = [], row: (borrowing Row) throws(CatalogError) -> Void = { _ in }
    ) throws(CatalogError) {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() { try row(Row(statement: statement)) }
    }

    /// Runs `body` in one transaction, undone where it throws.
    func transaction(_ body: () throws(CatalogError) -> Void) throws(CatalogError) {
        try execute("BEGIN IMMEDIATE")
        do {
            try body()
            try execute("COMMIT")
        } catch {
            // Names that it has entered are no names any more.
            knownNames = KnownNames()
            // The cause matters, not that there may be nothing left to undo.
            try? execute("ROLLBACK")
            throw error
        }
    }

    /// Runs `body`, which only reads, on one state of the database.
    func readingTransaction<Result>(
        _ body: () throws(CatalogError) -> Result
    ) throws(CatalogError) -> Result {
        try execute("BEGIN")
        // A transaction that has only read has nothing to undo.
        defer { try? execute("COMMIT") }
        return try body()
    }

    /// Runs `body`, of which a statement soon fails once a cancellation asks for its end (sqlite3_progress_handler).
    func interruptible<Result>(
        by cancellation: Cancellation, _ body: () throws(CatalogError) -> Result
    ) throws(CatalogError) -> Result {
        sqlite3_progress_handler(
            handle, 10_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Cancellation>.fromOpaque(context).takeUnretainedValue().isCancelled ? 1 : 0
            }, Unmanaged.passUnretained(cancellation).toOpaque())
        // The caller holds the cancellation until then.
        defer { sqlite3_progress_handler(handle, 0, nil, nil) }
        return try body()
    }

    /// The number of the row that was inserted last.
    var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

    private func prepared(_ sql: String) throws(CatalogError) -> Statement {
        if let statement = statements[sql] { return statement }
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &prepared, nil) == SQLITE_OK, let prepared else {
            throw error("prepare")
        }
        let statement = Statement(prepared, of: handle)
        statements[sql] = statement
        return statement
    }

    private func error(_ operation: String) -> CatalogError { CatalogError(operation, handle) }

    /// A value that a statement takes.
    enum Value {
        case null
        case integer(Int64)
        case text(String)
        case blob([UInt8])
    }

    /// The row at hand; valid until the next one is asked for.
    struct Row: ~Copyable {
        fileprivate let statement: Statement

        func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement.handle, column) }

        /// Nil for NULL.
        func optionalInteger(_ column: Int32) -> Int64? {
            sqlite3_column_type(statement.handle, column) == SQLITE_NULL ? nil : integer(column)
        }

        func text(_ column: Int32) -> String? {
            guard let bytes = sqlite3_column_text(statement.handle, column) else { return nil }
            let count = Int(sqlite3_column_bytes(statement.handle, column))
            return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        }

        /// Hands over the bytes of a text, of which nothing is copied; nil for NULL.
        func withText<Result>(
            _ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result?
        ) -> Result? {
            guard let bytes = sqlite3_column_text(statement.handle, column) else { return nil }
            let count = Int(sqlite3_column_bytes(statement.handle, column))
            return body(UnsafeBufferPointer(start: bytes, count: count))
        }

        func blob(_ column: Int32) -> [UInt8]? {
            guard let bytes = sqlite3_column_blob(statement.handle, column) else { return nil }
            return Array(
                UnsafeRawBufferPointer(
                    start: bytes, count: Int(sqlite3_column_bytes(statement.handle, column))))
        }
    }
}

/// A prepared statement.
private final class Statement {
    fileprivate let handle: OpaquePointer
    private let database: OpaquePointer

    init(_ handle: OpaquePointer, of database: OpaquePointer) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ values: [Database.Value]) throws(CatalogError) {
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code: Int32 =
                switch value {
                case .null: sqlite3_bind_null(handle, position)
                case .integer(let integer): sqlite3_bind_int64(handle, position, integer)
                case .text(let text): benchd_bind_text(handle, position, text, UInt64(text.utf8.count))
                case .blob(let bytes): benchd_bind_blob(handle, position, bytes, UInt64(bytes.count))
                }
            guard code == SQLITE_OK else { throw CatalogError("bind", database) }
        }
    }

    func step() throws(CatalogError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw CatalogError("step", database)
        }
    }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}

extension CatalogError {
    /// An error of SQLite by its extended result code.
    init(operation: String, code: Int32, message: String) {
        let cause: Cause =
            switch code & 0xFF {
            case SQLITE_FULL: .space
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_INTERRUPT, SQLITE_IOERR,
                SQLITE_CANTOPEN:
                .other
            default: .content
            }
        let isRefusal = [SQLITE_CONSTRAINT, SQLITE_TOOBIG].contains(code & 0xFF)
        self.init(
            operation: operation, message: "\(message) (\(code))", cause: cause, isRefusal: isRefusal)
    }

    fileprivate init(_ operation: String, _ database: OpaquePointer) {
        self.init(
            operation: operation, code: sqlite3_extended_errcode(database),
            message: String(cString: sqlite3_errmsg(database)))
    }
}
