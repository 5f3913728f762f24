/// The central directory of a zip, within the limits; read in windows, so that its size costs no memory.
struct ZipDirectory {
    let end: ZipEndRecord
    /// Where the archive begins in the file: more than 0 where its offsets do not count what comes before it, as in
    /// a self-extracting archive.
    let archiveStart: Int
    /// In the directory's order; their offsets are those of the file.
    let records: [ZipCentralRecord]

    private static let windowByteCount = 1 << 18

    init(of zip: ZipFile, limits: ArchiveLimits) throws(ArchiveFault) {
        end = try ZipEndRecord.find(in: zip)
        guard end.entryCount <= UInt64(limits.entryCount) else {
            throw .unsafe(
                reason: "it has \(end.entryCount) members, and \(limits.entryCount) are allowed", entry: nil)
        }
        let range = try Self.place(of: end, in: zip, limits)
        archiveStart = end.archiveStart ?? 0
        records = try Self.records(in: range, of: zip, archiveStart: archiveStart, limits: limits)
        guard UInt64(records.count) == end.entryCount else {
            throw .damaged(
                reason: "its central directory and its end record disagree on the number of members",
                entry: nil)
        }
    }

    /// The places of the records in the order in which their entries lie in the file, as libarchive walks them.
    var fileOrder: [Int] {
        records.indices.sorted { records[$0].localOffset < records[$1].localOffset }
    }

    /// Where the directory lies: it ends where its end record begins.
    private static func place(
        of end: ZipEndRecord, in zip: ZipFile, _ limits: ArchiveLimits
    ) throws(ArchiveFault) -> Range<Int> {
        if let start = end.directoryStart, let archiveStart = end.archiveStart {
            if archiveStart == 0 { return start..<end.offset }
            // Readers that do not know of the bytes before the archive would look here.
            let written = start - archiveStart
            let other = try zip.read(written..<min(written + 4, zip.byteCount))
            let first = try zip.read(0..<min(4, zip.byteCount))
            if other != ZipCentralRecord.signature, first != ZipLocalHeader.signature {
                return start..<end.offset
            }
        }
        let first = try zip.read(0..<min(4, zip.byteCount))
        if first == ZipLocalHeader.signature,
            try ZipBeginning.isCut(zip, recordLimit: limits.entryCount * 2 + 3)
        {
            throw .truncated
        }
        throw .damaged(reason: "its central directory is not where its end record says", entry: nil)
    }

    private static func records(
        in range: Range<Int>, of zip: ZipFile, archiveStart: Int, limits: ArchiveLimits
    ) throws(ArchiveFault) -> [ZipCentralRecord] {
        var records: [ZipCentralRecord] = []
        var cursor = ByteCursor([])
        var next = range.lowerBound
        while !cursor.isAtEnd || next < range.upperBound {
            if cursor.count < ZipCentralRecord.largestByteCount, next < range.upperBound {
                next -= cursor.count
                let window = try zip.read(next..<min(next + windowByteCount, range.upperBound))
                next += window.count
                cursor = ByteCursor(window)
            }
            guard let record = ZipCentralRecord(&cursor, archiveStart: archiveStart) else {
                throw .damaged(
                    reason: "record \(records.count + 1) of its central directory is broken", entry: nil)
            }
            try EntryRules.check(record, limits: limits)
            records.append(record)
            guard records.count <= limits.entryCount else {
                throw .unsafe(
                    reason: "it has more than the \(limits.entryCount) members that are allowed",
                    entry: nil)
            }
        }
        return records
    }
}
