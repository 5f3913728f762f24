/// The central directory of a zip, within the limits; read in windows, so that its size costs no memory.
struct ZipDirectory {
    let end: ZipEndRecord
    /// In the directory's order.
    let records: [ZipCentralRecord]

    private static let windowByteCount = 1 << 18

    init(of zip: ZipFile, limits: ArchiveLimits) throws(ArchiveFault) {
        end = try ZipEndRecord.find(in: zip)
        guard end.entryCount <= UInt64(limits.entryCount) else {
            throw .unsafe(
                reason: "it has \(end.entryCount) entries, and \(limits.entryCount) are allowed", entry: nil)
        }
        let (directoryEnd, overflows) = end.directoryOffset.addingReportingOverflow(end.directoryByteCount)
        guard !overflows, directoryEnd == UInt64(end.offset) else {
            throw .damaged(reason: "its central directory is not where its end record says", entry: nil)
        }
        records = try Self.records(in: Int(end.directoryOffset)..<end.offset, of: zip, limits: limits)
        guard records.count == Int(end.entryCount) else {
            throw .damaged(
                reason: "its central directory and its end record disagree on the entries", entry: nil)
        }
    }

    /// The places of the records in the order in which their entries lie in the file, as libarchive walks them.
    var fileOrder: [Int] {
        records.indices.sorted { records[$0].localOffset < records[$1].localOffset }
    }

    private static func records(
        in range: Range<Int>, of zip: ZipFile, limits: ArchiveLimits
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
            guard let record = ZipCentralRecord(&cursor) else {
                throw .damaged(
                    reason: "record \(records.count + 1) of its central directory is broken", entry: nil)
            }
            try EntryRules.check(record, limits: limits)
            records.append(record)
            guard records.count <= limits.entryCount else {
                throw .unsafe(
                    reason: "it has more than \(limits.entryCount) entries, and so many are allowed",
                    entry: nil)
            }
        }
        return records
    }
}
