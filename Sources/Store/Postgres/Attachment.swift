import Model
import System

/// A config that is added to a run that has none.
struct Attachment {
    let receipt: Receipt
    let statements: [PostgresStatement]

    /// Makes the new state of a run, whose row must be kept from others until the end of the transaction.
    ///
    /// - Throws: `FilingFault.database`; with the SQLSTATE of a passing conflict where the run has got a config meanwhile.
    init(
        _ config: JudgedConfig, to run: RunRecord, at time: Timestamp,
        in transaction: PostgresTransaction
    ) throws(FilingFault) {
        let id = run.id.description
        do throws(PostgresError) {
            // Whoever computes the run holds its row, too: what is derived is read once nobody does.
            let rows = try transaction.run([
                PostgresStatement(
                    "SELECT \(RunRecord.columns) FROM runs r WHERE r.id = $1 FOR UPDATE", [.text(id)]),
                PostgresStatement(
                    "SELECT \(RunRecord.columns), d.rules, d.bytes FROM runs r LEFT JOIN derived d ON d.id = r.id"
                        + " WHERE r.id = ANY($1::text[])", [.texts([id])]),
            ])
            guard let row = rows.last?.first, case let now = try RunRecord(row), now.receipt.config == nil
            else {
                throw .statement(code: "40001", message: "the run \(run.id) was changed by another daemon")
            }
            var receipt = now.receipt
            receipt.config = config.staged.file
            receipt.configAttached = time
            receipt.warnings += config.listing.warnings
            self.receipt = receipt
            let known = row.bytes(5).flatMap { DerivedRun(bytes: $0, rules: Int(row.integer(4))) }
            let derived = known.map { $0.attaching(config) }
            let version = RunStatements.newVersion(withMarkOf: now.version)
            statements =
                [RunStatements.attach(receipt, version: version)]
                // What cannot be read here is computed from the bytes, by whoever can.
                + [derived.map { RunStatements.derive($0, of: run.id) } ?? RunStatements.due([run.id])]
                + [RunStatements.event(.changed, of: run.id, version: version)]
        } catch {
            throw .database(error)
        }
    }
}
