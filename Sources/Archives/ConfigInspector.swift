import JSON
package import Model
package import System

/// Lists a config archive without unpacking it to disk, or says why it is refused.
///
/// Two readers have to agree: ours of the central directory, which knows sizes, methods and CRCs, and libarchive's
/// seekable zip reader.
package enum ConfigInspector {
    /// Lists the archive in an open file, and what in its entries should not be shared.
    ///
    /// - Throws: `ArchiveFault` when it is not one that benchd files.
    package static func list(
        _ file: borrowing OwnedDescriptor, path: FilePath, limits: ArchiveLimits
    ) throws(ArchiveFault) -> ConfigListing {
        try list(file, path: path, limits: limits) { _ in }
    }

    /// Lists the archive as `list` does, and reads what its files of settings say.
    ///
    /// - Throws: `ArchiveFault` when it is not one that benchd files; never because of the settings.
    package static func read(
        _ file: borrowing OwnedDescriptor, path: FilePath, limits: ArchiveLimits
    ) throws(ArchiveFault) -> (listing: ConfigListing, vars: ConfigVars) {
        var vars = VarReader()
        let listing = try list(file, path: path, limits: limits) { vars.read($0) }
        return (listing, vars.finish(listing.entries))
    }

    private static func list(
        _ file: borrowing OwnedDescriptor, path: FilePath, limits: ArchiveLimits,
        visit: (ScannedText) -> Void
    ) throws(ArchiveFault) -> ConfigListing {
        let zip = try ZipFile(file, path: path)
        guard zip.byteCount <= limits.byteCount else {
            throw .tooLarge(byteCount: zip.byteCount, limit: limits.byteCount)
        }
        let directory = try ZipDirectory(of: zip, limits: limits)
        var entries = directory.records.enumerated().map { entry($1, index: $0) }
        try checkTotal(entries, limits: limits)
        let odd = try ZipLayout(zip: zip, directory: directory, paths: entries.map(\.path)).check()
        try LibarchiveCheck(directory: directory, entries: entries, ragged: odd.ragged).check(
            file, path: path)
        try ArchiveLinks.read(in: &entries, of: zip, limits: limits)
        let scan = SecretScan(of: zip, entries, visit: visit)
        return ConfigListing(entries: entries, notes: odd.notes + scan.notes, findings: scan.findings)
    }

    private static func entry(_ record: ZipCentralRecord, index: Int) -> ConfigListing.Entry {
        let path = ZipNames.path(of: record)
        return ConfigListing.Entry(
            index: index, path: path.text, rawPath: path.raw,
            kind: kind(of: record, path.text),
            byteCount: Int(clamping: record.byteCount),
            compressedByteCount: Int(clamping: record.compressedByteCount),
            method: ZipNames.method(record.method), crc32: record.crc32,
            permissions: record.permissions,
            modified: ZipNames.modified(of: record), isEncrypted: record.isEncrypted,
            offset: Int(clamping: record.localOffset))
    }

    private static func kind(of record: ZipCentralRecord, _ path: String) -> ConfigListing.Kind {
        if record.type == .symbolicLink { return .link }
        return path.utf8.last == UInt8(ascii: "/") ? .directory : .file
    }

    private static func checkTotal(
        _ entries: [ConfigListing.Entry], limits: ArchiveLimits
    ) throws(ArchiveFault) {
        var total = 0
        for entry in entries {
            let (sum, overflows) = total.addingReportingOverflow(entry.byteCount)
            guard !overflows, sum <= limits.uncompressedByteCount else {
                throw .unsafe(
                    reason: "its members up to \(JSONPointer.quoted(entry.path)) claim"
                        + " \(overflows ? "2^63" : "\(sum)") bytes unpacked, and \(limits.uncompressedByteCount) are allowed",
                    entry: entry.path)
            }
            total = sum
        }
    }
}
