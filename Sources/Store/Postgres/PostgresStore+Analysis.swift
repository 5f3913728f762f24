import Analysis
import Archives
import Model
import Reports
import System

// Runs are computed again by one daemon each: who holds the row of what is derived of a run.
extension PostgresStore {
    /// Computes a run and stores what came of it; false where another daemon does, or has.
    func analyse(
        _ id: RunID, on connection: PostgresConnection, unless cancellation: Cancellation
    ) throws(FilingFault) -> Bool {
        var rows: [[PostgresRow]] = []
        let transaction: PostgresTransaction
        do {
            transaction = try PostgresTransaction(
                connection,
                [
                    // The largest reports take longer than the pause that a daemon may make in a transaction.
                    PostgresStatement(
                        "SELECT set_config('idle_in_transaction_session_timeout', '10min', true)"),
                    PostgresStatement(
                        "SELECT r.id, r.version, r.receipt, r.mark FROM derived d JOIN runs r ON r.id = d.id"
                            + " WHERE d.id = $1 AND d.rules < $2 FOR UPDATE OF d, r SKIP LOCKED",
                        [.text(id.description), .integer(Int64(RunAnalysis.currentRules))]),
                ], rows: &rows)
        } catch {
            throw .database(error)
        }
        guard let row = rows[1].first else { return false }
        let record = try Self.record(row)
        let derived: DerivedRun
        do {
            derived = try self.derived(record.receipt, unless: cancellation)
        } catch {
            throw .library(error)
        }
        let version = RunStatements.newVersion(withMarkOf: record.version)
        do {
            try transaction.commit([
                RunStatements.derive(derived, of: id),
                PostgresStatement(
                    "UPDATE runs SET version = $2 WHERE id = $1", [.text(id.description), .integer(version)]),
                RunStatements.event(.changed, of: id, version: version),
            ])
        } catch {
            throw .database(error)
        }
        return true
    }

    /// What is derived of a run by the rules of today, from its bytes.
    private func derived(
        _ receipt: Receipt, unless cancellation: Cancellation
    ) throws(LibraryError) -> DerivedRun {
        var derived = DerivedRun(Report(byteCount: receipt.report.byteCount))
        if let config = receipt.config {
            let place = ContentPlace(part: .config, id: receipt.id, file: config)
            let read = try self.config(place)
            (derived.listing, derived.vars) = (read?.listing, read?.vars)
        }
        let place = ContentPlace(part: .report, id: receipt.id, file: receipt.report)
        let file = try PostgresContent(place, in: contents).fileOrCopy()
        var builder = ReadingsBuilder()
        do {
            derived.report = try ReportReader.read(
                file, path: FilePath("the report of \(receipt.id)"), limit: settings.reportLimit,
                unless: cancellation,
                items: { builder.add($0) })
            derived.packed = PackedAnalysis(RunAnalysis(builder.finish(), vars: derived.vars))
        } catch {
            // A report that is none by the rules of today is listed by its receipt.
            if case .file(let error) = error { throw .file(error) }
        }
        return derived
    }

    /// Nil for an archive that the limits of today refuse.
    private func config(
        _ place: ContentPlace
    ) throws(LibraryError) -> (listing: ConfigListing, vars: ConfigVars)? {
        let file = try PostgresContent(place, in: contents).fileOrCopy()
        do {
            return try ConfigInspector.read(
                file, path: FilePath("the config of \(place.id)"), limits: settings.archiveLimits)
        } catch {
            if case .file(let error) = error { throw .file(error) }
            return nil
        }
    }
}
