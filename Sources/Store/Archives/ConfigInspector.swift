/// Lists a config archive without unpacking it to disk, or says why it is refused.
///
/// Two readers have to agree: ours of the central directory, which knows sizes, methods and CRCs, and libarchive's
/// seekable zip reader, which later opens the entries.
package enum ConfigInspector {
    /// Lists the archive in an open file, and what in its entries should not be shared.
    ///
    /// - Throws: `ArchiveFault` when it is not one that benchd files.
    package static func list(
        _ file: borrowing OwnedDescriptor, path: FilePath, limits: ArchiveLimits
    ) throws(ArchiveFault) -> ConfigListing {
        let zip = try ZipFile(file, path: path)
        guard zip.byteCount <= limits.byteCount else {
            throw .tooLarge(byteCount: zip.byteCount, limit: limits.byteCount)
        }
        let directory = try ZipDirectory(of: zip, limits: limits)
        let entries = directory.records.enumerated().map { entry($1, index: $0) }
        try checkTotal(entries, limits: limits)
        let notes = try ZipLayout(zip: zip, directory: directory, paths: entries.map(\.path)).check()
        try compareWithLibarchive(file, path: path, directory, entries)
        let scan = SecretScan(of: file, path: path, directory, entries)
        return ConfigListing(entries: entries, notes: notes + scan.notes, findings: scan.findings)
    }

    private static func entry(_ record: ZipCentralRecord, index: Int) -> ConfigListing.Entry {
        let path = ZipNames.path(of: record)
        return ConfigListing.Entry(
            index: index, path: path.text, rawPath: path.raw,
            kind: path.text.hasSuffix("/") ? .directory : .file,
            byteCount: Int(clamping: record.byteCount),
            compressedByteCount: Int(clamping: record.compressedByteCount),
            method: ZipNames.method(record.method), crc32: record.crc32,
            permissions: record.permissions,
            modified: ZipNames.modified(of: record), isEncrypted: record.isEncrypted)
    }

    private static func checkTotal(
        _ entries: [ConfigListing.Entry], limits: ArchiveLimits
    ) throws(ArchiveFault) {
        var total = 0
        for entry in entries {
            let (sum, overflows) = total.addingReportingOverflow(entry.byteCount)
            guard !overflows, sum <= limits.uncompressedByteCount else {
                throw .unsafe(
                    reason: "up to the entry \(JSONPointer.quoted(entry.path)) it claims to hold"
                        + " \(overflows ? "2^63" : "\(sum)") bytes unpacked, and \(limits.uncompressedByteCount) are allowed",
                    entry: entry.path)
            }
            total = sum
        }
    }

    private static func compareWithLibarchive(
        _ file: borrowing OwnedDescriptor, path: FilePath, _ directory: ZipDirectory,
        _ entries: [ConfigListing.Entry]
    ) throws(ArchiveFault) {
        // libarchive refuses the valid archive that holds nothing.
        guard !entries.isEmpty else { return }
        let reader = try ArchiveReader(file, path: path)
        for index in directory.fileOrder {
            let entry = entries[index]
            guard let header = try reader.next(expecting: entry.path) else {
                throw .damaged(
                    reason: "libarchive does not find the entry \(JSONPointer.quoted(entry.path))",
                    entry: entry.path)
            }
            guard header.isHarmless else {
                throw .unsafe(
                    reason: "the entry \(JSONPointer.quoted(entry.path)) is a link or a device to libarchive",
                    entry: entry.path)
            }
            guard header.isFile || entry.byteCount == 0 || directory.records[index].type == .pipe else {
                throw .damaged(
                    reason: "the entry \(JSONPointer.quoted(entry.path)) is no file to libarchive",
                    entry: entry.path)
            }
            guard header.byteCount == nil || header.byteCount == entry.byteCount else {
                throw .damaged(
                    reason: "the entry \(JSONPointer.quoted(entry.path)) has another size to libarchive",
                    entry: entry.path)
            }
        }
        guard try reader.next() == nil else {
            throw .damaged(reason: "libarchive finds more entries than its central directory has", entry: nil)
        }
    }
}
