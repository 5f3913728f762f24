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
        var receipt = run.receipt
        receipt.config = config.staged.file
        receipt.configAttached = time
        receipt.warnings += config.listing.warnings
        self.receipt = receipt
        do throws(PostgresError) {
            let rows = try transaction.run([
                PostgresStatement(
                    "SELECT d.rules, d.bytes, r.version FROM runs r LEFT JOIN derived d ON d.id = r.id"
                        + " WHERE r.id = $1 AND r.config_digest IS NULL FOR UPDATE OF r",
                    [.text(run.id.description)])
            ])
            guard let row = rows.first?.first else {
                throw .statement(code: "40001", message: "the run \(run.id) was changed by another daemon")
            }
            let known = row.bytes(1).flatMap { DerivedRun(bytes: $0, rules: Int(row.integer(0))) }
            let derived = known.map { $0.attaching(config) }
            // Somebody may have changed the mark since `run` was read.
            let version = RunStatements.newVersion(withMarkOf: row.integer(2))
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
