/// Reads a run back from its files: what the catalog is made of.
struct RunFiles {
    let folder: DataFolder
    let limits: ArchiveLimits

    /// Everything the files of a run say; nil where its report is gone.
    func row(_ id: RunID) throws(FileError) -> Catalog.Row? {
        let name = DataNames.report(id)
        guard let status = try folder.root.statusIfPresent(of: name), status.kind == .regular else {
            return nil
        }
        let file = try folder.root.openForReading(name)
        var receipt: Receipt
        if let stored = try storedReceipt(id) {
            receipt = stored
        } else {
            let digest = try file.digest(path: folder.root.path(of: name))
            receipt = Receipt(
                id: id, filed: Timestamp(milliseconds: status.modified / 1_000_000), source: nil,
                origin: .unknown,
                report: FiledFile(byteCount: status.byteCount, digest: digest), config: nil)
        }
        let listing = try config(of: &receipt)
        return Catalog.Row(
            receipt: receipt, report: report(in: file, name: name, receipt: &receipt), listing: listing,
            stamp: try folder.stamp(of: id))
    }

    private func storedReceipt(_ id: RunID) throws(FileError) -> Receipt? {
        guard try folder.root.statusIfPresent(of: DataNames.receipt(id)) != nil else { return nil }
        let bytes = try folder.root.read(DataNames.receipt(id), limit: 16 << 20)
        let receipt = (try? JSONValue(parsing: bytes)).flatMap(Receipt.init(json:))
        return receipt?.id == id ? receipt : nil
    }

    /// Lists the config and enters one that the receipt does not name.
    private func config(of receipt: inout Receipt) throws(FileError) -> ConfigListing? {
        let name = DataNames.config(receipt.id)
        guard let status = try folder.root.statusIfPresent(of: name), status.kind == .regular else {
            receipt.config = nil
            return nil
        }
        let path = folder.root.path(of: name)
        let file = try folder.root.openForReading(name)
        let isNamed = receipt.config != nil
        let listing = try listing(of: file, path: path, receipt: &receipt)
        guard !isNamed else { return listing }
        receipt.warnings += listing?.warnings ?? []
        receipt.config = FiledFile(byteCount: status.byteCount, digest: try file.digest(path: path))
        if receipt.origin != .unknown {
            receipt.configAttached = Timestamp(milliseconds: status.modified / 1_000_000)
            try folder.replaceReceipt(receipt)
        }
        return listing
    }

    /// The listing; of an archive that the limits of today refuse, none and a warning.
    private func listing(
        of file: borrowing OwnedDescriptor, path: FilePath, receipt: inout Receipt
    ) throws(FileError) -> ConfigListing? {
        do {
            return try ConfigInspector.list(file, path: path, limits: limits)
        } catch {
            if case .file(let error) = error { throw error }
            let problem = error.problem
            if !receipt.warnings.contains(problem) { receipt.warnings.append(problem) }
            return nil
        }
    }

    /// The outline; of an old file that is no report by our rules, an empty one and a warning.
    private func report(
        in file: borrowing OwnedDescriptor, name: FilePath, receipt: inout Receipt
    ) -> Report {
        do {
            return try ReportReader.read(file, path: folder.root.path(of: name), limit: .max)
        } catch {
            receipt.warnings.append(error.problem)
            return Report(byteCount: receipt.report.byteCount, benchmarks: [], parts: [])
        }
    }
}
