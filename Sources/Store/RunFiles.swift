import Analysis
import Archives
import JSON
import Model
import Reports
import System

/// Reads a run back from its files: what the catalog is made of.
struct RunFiles {
    let folder: DataFolder
    let limits: ArchiveLimits
    /// How large a report may be that is read.
    let reportLimit: Int
    /// Gets what is damaged.
    let filed: FiledFiles

    /// Reads everything and compares it with the receipt; nil where there is neither a report nor a receipt that
    /// promises one.
    ///
    /// A part that is damaged is without outline or listing, and its stamp is not verified. Of a file above the limits
    /// nothing is read: a large one may take hours.
    /// - Throws: `FileError` where nothing can be said of the run.
    func row(_ id: RunID) throws(FileError) -> Catalog.Row? {
        let stamp = try folder.stamp(of: id)
        let stored = try storedReceipt(id)
        guard stored != nil || stamp.report != .absent else { return nil }
        var row: Catalog.Row
        var reading: ReportReading?
        if let stored {
            row = Catalog.Row(stored, stamp: stamp)
            if isWhole(
                .report, &row,
                by: { (file, path) throws(FileError) in
                    reading = try ReportReading(file, path: path)
                    return reading?.digest
                })
            {
                if reading == nil { try noteTooLarge(&row) }
            } else {
                reading = nil
            }
        } else {
            let old = try oldReceipt(id)
            row = Catalog.Row(old.receipt, stamp: stamp)
            reading = old.reading
            if reading == nil, isWhole(.report, &row, by: Self.digest) { try noteTooLarge(&row) }
        }
        let readings = take(reading, into: &row)
        try readConfig(&row)
        row.analysis = readings.map { RunAnalysis($0, vars: row.vars) }
        row.packed = row.analysis.map { PackedAnalysis($0) }
        take(RunNotes(of: id, in: folder.root), into: &row)
        row.stamp.receipt = try folder.field(DataNames.receipt(id))
        return row
    }

    private func take(_ notes: RunNotes, into row: inout Catalog.Row) {
        row.mark = notes.mark
        // So they are read again at the next start.
        if notes.damage != nil { row.stamp.notes = .unverified }
    }

    /// The receipt of a run; nil where there is none.
    ///
    /// - Throws: `FileError`.
    func storedReceipt(_ id: RunID) throws(FileError) -> Receipt? {
        guard try folder.root.statusIfPresent(of: DataNames.receipt(id)) != nil else { return nil }
        let bytes = try folder.root.read(DataNames.receipt(id), limit: 16 << 20)
        // A file that is not a receipt counts as missing; `benchd verify` names it.
        let receipt = (try? JSONValue(parsing: bytes)).flatMap(Receipt.init(json:))
        return receipt?.id == id ? receipt : nil
    }

    /// What stands in for the receipt of a run that the old application filed, with what its report says.
    private func oldReceipt(
        _ id: RunID
    ) throws(FileError) -> (receipt: Receipt, reading: ReportReading?) {
        let path = folder.root.path(of: DataNames.report(id))
        let file = try folder.root.openForReading(DataNames.report(id))
        let status = try file.status(path: path)
        try status.expectRegular("read", path)
        let reading = status.byteCount > reportLimit ? nil : try ReportReading(file, path: path)
        let filed = FiledFile(byteCount: status.byteCount, digest: reading?.digest ?? .unread)
        let receipt = Receipt(
            id: id, filed: status.filed(at: .now()), source: nil, origin: .unknown, report: filed,
            config: nil)
        return (receipt, reading)
    }

    /// Whether a part is what the receipt says; where not, the stamp says that it is not verified.
    ///
    /// A part above the limits that looks as it was filed counts as whole, and is doubted: the background reads it.
    private func isWhole(
        _ part: FiledPart, _ row: inout Catalog.Row, by reading: Rehash.Reading
    ) -> Bool {
        let parts = FiledParts(
            id: row.receipt.id, report: row.receipt.report, config: row.receipt.config, stamp: row.stamp)
        if let file = parts[part], file.byteCount > limit(part), isLikely(part, row) {
            // It was filed under other limits: the background reads it, the start does not.
            row.isDoubted = true
            return true
        }
        guard case .whole(let stamp)? = filed.rehash(part, of: parts, by: reading) else {
            row.stamp[part] = .unverified
            return false
        }
        row.stamp[part] = .verified(stamp)
        return true
    }

    /// Whether a part looks as it was filed.
    private func isLikely(_ part: FiledPart, _ row: Catalog.Row) -> Bool {
        // If the status fails, opening the file next fails too and gives the reason.
        guard let file = part == .report ? row.receipt.report : row.receipt.config,
            let status = try? folder.root.status(of: DataNames.part(part, row.receipt.id)),
            case .unverified = Soundness.of(status, filed: file, verified: nil, finding: nil)
        else { return false }
        return true
    }

    private func limit(_ part: FiledPart) -> Int { part == .report ? reportLimit : limits.byteCount }

    private static func digest(
        _ file: borrowing OwnedDescriptor, _ path: FilePath
    ) throws(FileError) -> Digest? {
        try Rehash.digest(of: file, path: path)
    }

    /// Takes the outline; of an old file that is no report by our rules, none and a warning.
    ///
    /// - Returns: The readings; nil where there is no report.
    private func take(_ reading: ReportReading?, into row: inout Catalog.Row) -> RunReadings? {
        switch reading?.content {
        case .success(let content)?:
            row.report = content.outline
            return content.readings
        case .failure(let fault)?: row.receipt.note(fault.problem)
        case nil: break
        }
        return nil
    }

    /// Warns of a report above the limit, of which nothing is read.
    private func noteTooLarge(_ row: inout Catalog.Row) throws(FileError) {
        let byteCount = try folder.root.status(of: DataNames.report(row.receipt.id)).byteCount
        guard byteCount > reportLimit else { return }
        row.receipt.note(ReportFault.tooLarge(byteCount: byteCount, limit: reportLimit).problem)
    }

    /// Reads the listing of the config; adds a config that the receipt does not name to the receipt.
    private func readConfig(_ row: inout Catalog.Row) throws(FileError) {
        if row.receipt.config != nil {
            if isWhole(.config, &row, by: Self.digest), let read = try config(&row.receipt) {
                row.listing = read.listing
                row.vars = read.vars
            }
            return
        }
        // One that its receipt does not name yet is of a filing under way, or left to the next start.
        if folder.isOnlyRead, row.receipt.origin != .unknown { return }
        let name = DataNames.config(row.receipt.id)
        guard try folder.root.statusIfPresent(of: name)?.kind == .regular else { return }
        let (file, status) = try digest(name, limit: limits.byteCount)
        guard file.digest != .unread else {
            let problem = ArchiveFault.tooLarge(byteCount: file.byteCount, limit: limits.byteCount).problem
            row.receipt.warnings.append(problem)
            row.unenteredConfig = problem
            return
        }
        let read = try config(&row.receipt)
        row.listing = read?.listing
        row.vars = read?.vars
        row.receipt.warnings += read?.listing.warnings ?? []
        row.receipt.config = file
        guard row.receipt.origin != .unknown else { return }
        row.receipt.configAttached = status.filed(at: .now())
        try folder.replaceReceipt(row.receipt)
    }

    /// What an archive says; of one that the limits of today refuse, nil and a warning.
    private func config(
        _ receipt: inout Receipt
    ) throws(FileError) -> (listing: ConfigListing, vars: ConfigVars)? {
        let name = DataNames.config(receipt.id)
        let file = try folder.root.openForReading(name)
        do {
            return try ConfigInspector.read(file, path: folder.root.path(of: name), limits: limits)
        } catch {
            if case .file(let error) = error { throw error }
            receipt.note(error.problem)
            return nil
        }
    }

    /// A file of which nothing is known yet; above the limit nothing of it is read.
    private func digest(
        _ name: FilePath, limit: Int
    ) throws(FileError) -> (file: FiledFile, status: FileStatus) {
        let path = folder.root.path(of: name)
        let file = try folder.root.openForReading(name)
        let status = try file.status(path: path)
        try status.expectRegular("read", path)
        let digest = status.byteCount > limit ? .unread : try file.digest(path: path)
        return (FiledFile(byteCount: status.byteCount, digest: digest), status)
    }
}

extension Receipt {
    /// Adds a warning, unless the receipt has it already.
    fileprivate mutating func note(_ problem: Problem) {
        if !warnings.contains(problem) { warnings.append(problem) }
    }
}

extension FileStatus {
    /// When a file without a receipt counts as filed: at its mtime, which its sender may have set to any time, and never
    /// later than it is certain that it was there.
    ///
    /// The kernel's time of change stays the same when the catalog is made again.
    func filed(at now: Timestamp) -> Timestamp {
        min(Timestamp(milliseconds: min(modified, changed) / 1_000_000), now)
    }
}
