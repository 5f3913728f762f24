import System

/// A statement with its values.
struct PostgresStatement {
    /// A value that a statement takes.
    enum Value {
        case null
        case integer(Int64)
        /// Without U+0000, which PostgreSQL refuses in texts.
        case text(String)
        case bytes([UInt8])

        /// Some texts without quotes and backslashes, for `text[]`.
        static func texts(_ texts: some Sequence<String>) -> Value {
            .text("{" + texts.joined(separator: ",") + "}")
        }

        /// Some numbers, for `bigint[]`.
        static func integers(_ integers: some Sequence<Int64>) -> Value {
            .text("{" + integers.map(String.init).joined(separator: ",") + "}")
        }

        /// Some bytes, for `bytea[]`.
        static func bytes(_ bytes: some Sequence<[UInt8]>) -> Value {
            .text("{" + bytes.map { "\"\\\\x\(Hexadecimal.text($0))\"" }.joined(separator: ",") + "}")
        }

        /// Bytes, or NULL for nil.
        static func bytes(_ bytes: [UInt8]?) -> Value { bytes.map { .bytes($0) } ?? .null }

        /// The number of the type in pg_type.
        var type: UInt32 {
            switch self {
            case .integer: 20
            case .text: 25
            case .bytes, .null: 17
            }
        }

        /// What is sent of it, texts with a NUL at their end; nil for NULL.
        var content: [UInt8]? {
            switch self {
            case .null: nil
            case .integer(let integer): Array("\(integer)".utf8) + [0]
            case .text(let text): Array(text.utf8) + [0]
            case .bytes(let bytes): bytes
            }
        }

        /// Whether it is sent in binary form.
        var isBinary: Bool {
            if case .bytes = self { true } else { false }
        }
    }

    let sql: String
    let values: [Value]

    init(_ sql: String, _ values: [Value] = []) {
        self.sql = sql
        self.values = values
    }

    /// How many bytes its values have, about.
    var byteCount: Int {
        values.reduce(0) { count, value in
            switch value {
            case .bytes(let bytes): count + bytes.count
            case .text(let text): count + text.utf8.count
            case .null, .integer: count + 8
            }
        }
    }

    /// What tells it from others that are prepared: the same text with a value of another type is another statement.
    var key: String { sql + "|" + values.map { "\($0.type)" }.joined(separator: ",") }
}

/// A row of a result: its columns in binary form, nil for NULL.
struct PostgresRow: Equatable {
    let columns: [[UInt8]?]

    /// A whole number of 2, 4 or 8 bytes, or a truth; 0 for NULL.
    func integer(_ column: Int) -> Int64 {
        guard let bytes = columns[column] else { return 0 }
        let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(truncatingIfNeeded: bits)
    }

    /// A number without sign, such as an `xid8`.
    func unsigned(_ column: Int) -> UInt64 { UInt64(bitPattern: integer(column)) }

    func bytes(_ column: Int) -> [UInt8]? { columns[column] }

    func text(_ column: Int) -> String? { columns[column].map { String(decoding: $0, as: UTF8.self) } }
}
