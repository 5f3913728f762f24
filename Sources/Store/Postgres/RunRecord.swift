import Analysis
import JSON
import Model
import System

/// A run as the database has it, without what is derived.
struct RunRecord: Equatable {
    static let columns = "r.id, r.version, r.receipt, r.mark"

    let id: RunID
    let version: Int64
    var receipt: Receipt
    /// Nothing where it cannot be read.
    var mark = RunMark()
    /// Why the mark cannot be read; it is left as it is then, since a later benchd may have written it.
    var markDamage: Damage?

    /// Reads the columns from `first` on.
    ///
    /// - Throws: `PostgresError.statement` where they are not what benchd writes.
    init(_ row: PostgresRow, from first: Int = 0) throws(PostgresError) {
        // Which byte is wrong is of no use: a row is written by benchd alone.
        guard let id = row.text(first).flatMap(RunID.init),
            let receipt = row.bytes(first + 2).flatMap({ try? JSONValue(parsing: $0) }).flatMap(
                Receipt.init(json:)), receipt.id == id
        else {
            throw .statement(
                code: PostgresError.damagedRow,
                message: "the row of the run \(row.text(first) ?? "?") is damaged")
        }
        self.id = id
        version = row.integer(first + 1)
        self.receipt = receipt
        guard let kept = row.bytes(first + 3) else { return }
        do {
            mark = try RunMark(json: try JSONValue(parsing: kept))
        } catch {
            markDamage = Damage(path: FilePath("the notes of \(id)"), reason: "\(error)")
        }
    }

    /// The run as the catalog takes it.
    func row(_ reading: DerivedReading) -> Catalog.Row {
        let derived = reading.derived
        var row = Catalog.Row(receipt, mark, derived, analysis: derived?.packed?.analysis)
        row.receipt.warnings += [reading.warning].compactMap(\.self)
        return row
    }
}

extension Catalog.Row {
    /// A run that lies in no files.
    init(_ receipt: Receipt, _ mark: RunMark, _ derived: DerivedRun?, analysis: RunAnalysis?) {
        self.init(
            receipt: receipt, report: derived?.report ?? Report(byteCount: receipt.report.byteCount),
            listing: derived?.listing, stamp: RunStamp(text: "- - - -"), analysis: analysis,
            vars: derived?.vars, mark: mark)
        packed = analysis == nil ? nil : derived?.packed
    }
}
