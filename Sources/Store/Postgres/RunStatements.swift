import JSON
import Model
import System

/// The statements that write runs.
enum RunStatements {
    /// What an event says of a run; the raw value stands in the table.
    enum Event: String {
        case filed
        case changed
        case removed
        /// Nothing has changed: a commit of its own confirms what was read before an answer rests on it.
        case confirmed
        /// Damaged bytes of it were replaced.
        case repairedReport = "repaired-report"
        case repairedConfig = "repaired-config"

        static func repaired(_ part: FiledPart) -> Event {
            part == .report ? .repairedReport : .repairedConfig
        }

        /// Of which part the bytes were replaced.
        var repairedPart: FiledPart? {
            switch self {
            case .repairedReport: .report
            case .repairedConfig: .config
            case .filed, .changed, .removed, .confirmed: nil
            }
        }
    }

    /// An event; where it says no new state of the run, its version is a random one all the same, so that it is known by it.
    static func event(
        _ event: Event, of id: RunID, version: Int64 = newVersion()
    ) -> PostgresStatement {
        PostgresStatement(
            "INSERT INTO events (run, kind, version) VALUES ($1, $2, $3)",
            [.text(id.description), .text(event.rawValue), .integer(version)])
    }

    static func content(_ file: FiledFile) -> PostgresStatement {
        PostgresStatement(
            "INSERT INTO contents (digest, byte_count) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.bytes(file.digest.bytes), .integer(Int64(file.byteCount))])
    }

    /// A frame of a content; `repairs` replaces what is there.
    static func chunk(
        _ frame: [UInt8], _ number: Int, of file: FiledFile, repairs: Bool
    ) -> PostgresStatement {
        PostgresStatement(
            "INSERT INTO chunks (digest, number, bytes) VALUES ($1, $2, $3) ON CONFLICT "
                + (repairs ? "(digest, number) DO UPDATE SET bytes = EXCLUDED.bytes" : "DO NOTHING"),
            [.bytes(file.digest.bytes), .integer(Int64(number)), .bytes(frame)])
    }

    /// A new run with what is derived of it, and the event.
    static func run(
        of entry: FilingEntry, inbox: [UInt8]?
    ) -> [PostgresStatement] {
        let row = NewRow(
            receipt: entry.receipt, mark: entry.drop.mark, version: entry.version, rules: entry.derived.rules,
            derived: entry.derivedBytes)
        return run(row, inbox: inbox) + [event(.filed, of: entry.receipt.id, version: entry.version)]
    }

    /// What the rows of a new run hold.
    struct NewRow {
        let receipt: Receipt
        let mark: RunMark
        let version: Int64
        /// The rules of what is derived.
        let rules: Int
        let derived: [UInt8]
    }

    /// A new run with what is derived of it, without an event.
    static func run(_ row: NewRow, inbox: [UInt8]?) -> [PostgresStatement] {
        let receipt = row.receipt
        return [
            PostgresStatement(
                "INSERT INTO runs (id, filed, version, report_digest, config_digest, inbox, path, receipt, mark)"
                    + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                [
                    .text(receipt.id.description), .integer(receipt.filed.milliseconds),
                    .integer(row.version),
                    .bytes(receipt.report.digest.bytes), .bytes(receipt.config?.digest.bytes),
                    .bytes(receipt.origin.path == nil ? nil : inbox), .bytes(receipt.origin.path?.bytes),
                    .bytes(Array(receipt.json.text.utf8)), .bytes(bytes(of: row.mark)),
                ]),
            PostgresStatement(
                "INSERT INTO derived (id, rules, bytes) VALUES ($1, $2::bigint::int, $3)",
                [
                    .text(receipt.id.description), .integer(Int64(row.rules)), .bytes(row.derived),
                ]),
        ]
    }

    /// A config that came late; no row is changed where the run has one already.
    static func attach(_ receipt: Receipt, version: Int64) -> PostgresStatement {
        PostgresStatement(
            "UPDATE runs SET config_digest = $2, receipt = $3, version = $4 WHERE id = $1 AND config_digest IS NULL"
                + " RETURNING 1",
            [
                .text(receipt.id.description), .bytes(receipt.config?.digest.bytes),
                .bytes(Array(receipt.json.text.utf8)), .integer(version),
            ])
    }

    static func derive(_ derived: DerivedRun, of id: RunID) -> PostgresStatement {
        PostgresStatement(
            "UPDATE derived SET rules = $2::bigint::int, bytes = $3 WHERE id = $1",
            [.text(id.description), .integer(Int64(derived.rules)), .bytes(derived.bytes)])
    }

    /// Has runs computed from their bytes, in their turn.
    static func due(_ ids: [RunID]) -> PostgresStatement {
        PostgresStatement(
            "INSERT INTO derived (id, rules, bytes) SELECT id, 0, '' FROM runs WHERE id = ANY($1::text[])"
                + " ON CONFLICT (id) DO UPDATE SET rules = 0",
            [.texts(ids.map(\.description))])
    }

    static func mark(_ mark: RunMark, of id: RunID, version: Int64) -> [PostgresStatement] {
        [
            PostgresStatement(
                "UPDATE runs SET mark = $2, version = $3 WHERE id = $1",
                [.text(id.description), .bytes(bytes(of: mark)), .integer(version)]),
            event(.changed, of: id, version: version),
        ]
    }

    /// Puts a tombstone in the place of a run, or where there is none.
    static func bury(_ tombstone: Tombstone) -> [PostgresStatement] {
        let id = PostgresStatement.Value.text(tombstone.id.description)
        return [
            PostgresStatement(
                "INSERT INTO tombstones (id, report_digest, content) VALUES ($1, $2, $3)",
                [
                    id, .bytes(tombstone.report.digest.bytes), .bytes(Array(tombstone.json.text.utf8)),
                ]),
            PostgresStatement("DELETE FROM runs WHERE id = $1", [id]),
            event(.removed, of: tombstone.id),
        ]
    }

    /// NULL for a run without a mark.
    private static func bytes(of mark: RunMark) -> [UInt8]? {
        mark == RunMark() ? nil : Array(mark.json.text.utf8)
    }

    // MARK: Versions

    /// A version that no other state of the run has; for one of which somebody has said something.
    static func newVersion() -> Int64 { .random(in: 1...Int64.max) }

    /// A version that no other state of the run has; for one that keeps its mark from the state of `version`.
    static func newVersion(withMarkOf version: Int64) -> Int64 {
        isMarkUntouched(version) ? -newVersion() : newVersion()
    }

    /// Whether nobody has said anything of a run of this version since it was filed without words, or a migration has moved it.
    static func isMarkUntouched(_ version: Int64) -> Bool { version < 0 }
}
