/// Lists a config archive without unpacking it, or says why it is refused.
///
/// Two readers have to agree: ours of the central directory, which knows sizes, methods and CRCs, and libarchive's
/// seekable zip reader, which later opens the entries.
package enum ConfigInspector {
    /// Lists the archive in an open file.
    ///
    /// - Throws: `ArchiveFault` when it is not one that benchd files.
    package static func list(
        _ file: borrowing OwnedDescriptor, path: FilePath, limits: ArchiveLimits
    ) throws(ArchiveFault) -> ConfigListing {
        let zip = try ZipFile(file, path: path)
        guard zip.byteCount <= limits.byteCount else {
            throw .tooLarge(byteCount: zip.byteCount, limit: limits.byteCount)
        }
        let end = try ZipEndRecord.find(in: zip)
        let records = try centralRecords(end, in: zip, limits: limits)
        var entries: [ConfigListing.Entry] = []
        for (index, record) in records.enumerated() {
            let path = ZipNames.path(of: record)
            try EntryRules.check(record, path: path.text, limits: limits)
            entries.append(entry(record, index: index, path: path))
        }
        try checkLocalHeaders(records, entries, before: Int(end.directoryOffset), in: zip)
        let total = records.reduce(UInt64(0)) { $0.addingReportingOverflow($1.byteCount).partialValue }
        guard total <= UInt64(limits.uncompressedByteCount) else {
            throw .unsafe(
                reason: "its entries claim \(total) bytes, and \(limits.uncompressedByteCount) are allowed",
                entry: nil)
        }
        let seen = records.isEmpty ? 0 : try ArchiveReader.entryCount(file, path: path)
        guard seen == records.count else {
            throw .damaged(
                reason: "its central directory names \(records.count) entries, and \(seen) can be read",
                entry: nil)
        }
        return ConfigListing(entries: entries, notes: try notes(records, end, in: zip))
    }

    private static func centralRecords(
        _ end: ZipEndRecord, in zip: ZipFile, limits: ArchiveLimits
    ) throws(ArchiveFault) -> [ZipCentralRecord] {
        guard end.entryCount <= UInt64(limits.entryCount) else {
            throw .unsafe(
                reason: "it has \(end.entryCount) entries, and \(limits.entryCount) are allowed", entry: nil)
        }
        let (directoryEnd, overflows) = end.directoryOffset.addingReportingOverflow(end.directoryByteCount)
        guard !overflows, directoryEnd == UInt64(end.offset) else {
            throw .damaged(reason: "its central directory is not where its end record says", entry: nil)
        }
        var cursor = ByteCursor(try zip.read(Int(end.directoryOffset)..<end.offset))
        var records: [ZipCentralRecord] = []
        while !cursor.isAtEnd {
            guard let record = ZipCentralRecord(&cursor) else {
                throw .damaged(
                    reason: "record \(records.count + 1) of its central directory is broken", entry: nil)
            }
            records.append(record)
            guard records.count <= Int(end.entryCount) else { break }
        }
        guard records.count == Int(end.entryCount) else {
            throw .damaged(
                reason: "its central directory and its end record disagree on the entries", entry: nil)
        }
        return records
    }

    private static func entry(
        _ record: ZipCentralRecord, index: Int, path: (text: String, raw: [UInt8]?)
    ) -> ConfigListing.Entry {
        let isDirectory =
            path.text.hasSuffix("/") || record.unixMode.map { $0 & 0o170000 == 0o040000 } == true
        return ConfigListing.Entry(
            index: index, path: path.text, rawPath: path.raw, kind: isDirectory ? .directory : .file,
            byteCount: Int(clamping: record.byteCount),
            compressedByteCount: Int(clamping: record.compressedByteCount),
            method: ZipNames.method(record.method), crc32: record.crc32,
            modified: ZipNames.modified(of: record), isEncrypted: record.isEncrypted)
    }

    private static func checkLocalHeaders(
        _ records: [ZipCentralRecord], _ entries: [ConfigListing.Entry], before limit: Int, in zip: ZipFile
    ) throws(ArchiveFault) {
        var ranges: [(range: Range<Int>, path: String)] = []
        for (record, entry) in Swift.zip(records, entries) {
            func damaged(_ reason: String) -> ArchiveFault {
                .damaged(reason: "the entry \(JSONPointer.quoted(entry.path)) \(reason)", entry: entry.path)
            }
            guard let local = try ZipLocalHeader(of: record, in: zip), local.range.upperBound <= limit else {
                throw damaged("lies outside the file")
            }
            guard slashed(local.name) == slashed(record.name) else {
                throw damaged("has another name in its own header")
            }
            guard local.method == record.method, local.flags & 1 == record.flags & 1 else {
                throw damaged("has another method in its own header")
            }
            let isLocalEmpty =
                record.isStreamed && local.uncompressedByteCount == 0 && local.compressedByteCount == 0
            let agrees =
                local.uncompressedByteCount == record.byteCount
                && local.compressedByteCount == record.compressedByteCount && local.crc32 == record.crc32
            guard agrees || isLocalEmpty || record.isStreamed else {
                throw damaged("has another size or checksum in its own header")
            }
            ranges.append((local.range, entry.path))
        }
        ranges.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (first, second) in Swift.zip(ranges, ranges.dropFirst())
        where first.range.upperBound > second.range.lowerBound {
            throw .unsafe(
                reason:
                    "the entries \(JSONPointer.quoted(first.path)) and \(JSONPointer.quoted(second.path)) overlap",
                entry: second.path)
        }
    }

    private static func slashed(_ name: [UInt8]) -> [UInt8] {
        name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    }

    private static func notes(
        _ records: [ZipCentralRecord], _ end: ZipEndRecord, in zip: ZipFile
    ) throws(ArchiveFault) -> [String] {
        var notes: [String] = []
        let first = records.map { Int($0.localOffset) }.min() ?? Int(end.directoryOffset)
        let trailingStart = zip.byteCount - end.trailingByteCount
        for (range, place) in [
            (0..<first, "before its first entry"), (trailingStart..<zip.byteCount, "behind its end"),
        ]
        where !range.isEmpty {
            let bytes = try zip.read(range)
            for signature in [ZipLocalHeader.signature, ZipEndRecord.signature, [0x50, 0x4B, 0x01, 0x02]]
            where !ZipEndRecord.positions(of: signature, in: bytes).isEmpty {
                throw .unsafe(reason: "it hides further zip records \(place)", entry: nil)
            }
            notes.append("The archive has \(range.count) bytes \(place).")
        }
        return notes
    }
}
