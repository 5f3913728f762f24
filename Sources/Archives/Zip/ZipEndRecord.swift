/// Where a zip's central directory lies (APPNOTE.TXT, sections 4.3.14 to 4.3.16).
///
/// It is the last end record of the file, as unzip, Python and libarchive take it: those of archives stored as entries lie
/// before it. An end record within a comment would be the last one, and what it speaks of is refused (`ZipDirectory`).
struct ZipEndRecord: Equatable {
    static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    static let byteCount = 22
    private static let zip64ByteCount = 56
    private static let zip64LocatorByteCount = 20

    let entryCount: UInt64
    /// As it is written; what comes before the archive may not be counted in it.
    let directoryOffset: UInt64
    let directoryByteCount: UInt64
    /// Where the end record, or the zip64 one before it, begins.
    let offset: Int
    /// Where the end record itself ends, without its comment.
    let end: Int
    let commentByteCount: Int
    /// Bytes after the end record and its comment.
    let trailingByteCount: Int

    /// Where the central directory begins in the file; nil where it cannot.
    var directoryStart: Int? {
        guard let byteCount = Int(exactly: directoryByteCount), byteCount <= offset else { return nil }
        return offset - byteCount
    }

    /// Where the archive begins in the file: what its offsets count from; nil where they cannot be.
    var archiveStart: Int? {
        guard let directoryStart, let written = Int(exactly: directoryOffset), written <= directoryStart
        else { return nil }
        return directoryStart - written
    }

    /// Finds the last end record of a file.
    static func find(in file: ZipFile) throws(ArchiveFault) -> ZipEndRecord {
        let tailStart = max(0, file.byteCount - byteCount - 0xFFFF)
        let tail = try file.read(tailStart..<file.byteCount)
        guard let position = lastPosition(of: signature, in: tail) else {
            let start = try file.read(0..<min(4, file.byteCount))
            let zipStarts: [[UInt8]] = [ZipLocalHeader.signature, signature]
            guard zipStarts.contains(where: { $0.starts(with: start) }) else { throw .notZip }
            throw .truncated
        }
        return try parse(tail, at: position, tailStart: tailStart, file: file)
    }

    private static func parse(
        _ tail: [UInt8], at position: Int, tailStart: Int, file: ZipFile
    ) throws(ArchiveFault) -> ZipEndRecord {
        var fields = ByteCursor(tail[(position + signature.count)...])
        guard let disk = fields.uint16(), let directoryDisk = fields.uint16(),
            let countHere = fields.uint16(), let count = fields.uint16(), let size = fields.uint32(),
            let start = fields.uint32(), let commentLength = fields.uint16(), fields.skip(Int(commentLength))
        else { throw .truncated }
        let offset = tailStart + position
        let own = ZipEndRecord(
            entryCount: UInt64(count), directoryOffset: UInt64(start), directoryByteCount: UInt64(size),
            offset: offset, end: offset + byteCount, commentByteCount: Int(commentLength),
            trailingByteCount: fields.count)
        let zip64 = try zip64Record(before: own, file: file)
        let disks = [disk, directoryDisk]
        guard countHere == count, disks.allSatisfy({ $0 == 0 || zip64 != nil && $0 == .max }) else {
            throw isPart
        }
        guard zip64?.agrees(with: own) ?? true else {
            throw .damaged(reason: "its two end records disagree", entry: nil)
        }
        return zip64 ?? own
    }

    private static let isPart = ArchiveFault.damaged(
        reason: "it is one part of an archive in several files", entry: nil)

    /// Whether each field of the short record is the same, or says that the zip64 one has it.
    private func agrees(with short: ZipEndRecord) -> Bool {
        [
            (short.entryCount, entryCount, 0xFFFF), (short.directoryOffset, directoryOffset, 0xFFFF_FFFF),
            (short.directoryByteCount, directoryByteCount, 0xFFFF_FFFF),
        ].allSatisfy { $0.0 == $0.1 || $0.0 == $0.2 }
    }

    /// The zip64 record of an end record; nil where no locator lies in front of that.
    ///
    /// It has to end where its locator begins: some readers look for it there, whatever the locator says.
    private static func zip64Record(
        before short: ZipEndRecord, file: ZipFile
    ) throws(ArchiveFault) -> ZipEndRecord? {
        let locatorOffset = short.offset - zip64LocatorByteCount
        guard locatorOffset >= 0 else { return nil }
        var locator = ByteCursor(try file.read(locatorOffset..<short.offset))
        guard locator.uint32() == 0x0706_4B50, let recordDisk = locator.uint32(),
            let recordOffset = locator.uint64(), let diskCount = locator.uint32()
        else { return nil }
        guard recordDisk == 0, diskCount <= 1 else { throw isPart }
        let offset = locatorOffset - zip64ByteCount
        guard offset >= 0, recordOffset <= UInt64(offset) else {
            throw .damaged(reason: "its zip64 end record lies outside the file", entry: nil)
        }
        var record = ByteCursor(try file.read(offset..<locatorOffset))
        let isThere = record.uint32() == 0x0606_4B50
        guard isThere, let restByteCount = record.uint64(), record.skip(4),
            let disk = record.uint32(), let directoryDisk = record.uint32(), let countHere = record.uint64(),
            let count = record.uint64(), let size = record.uint64(), let start = record.uint64()
        else { throw try misplaced(Int(recordOffset), before: locatorOffset, file) }
        // The record's size leaves out its signature and itself.
        guard restByteCount == UInt64(zip64ByteCount - 12) else {
            throw .damaged(reason: "its zip64 end record does not end where its locator begins", entry: nil)
        }
        guard disk == 0, directoryDisk == 0, countHere == count else { throw isPart }
        let found = ZipEndRecord(
            entryCount: count, directoryOffset: start, directoryByteCount: size, offset: offset,
            end: short.end, commentByteCount: short.commentByteCount,
            trailingByteCount: short.trailingByteCount)
        // The locator counts from where the directory's offset counts from.
        guard let archiveStart = found.archiveStart, Int(recordOffset) == offset - archiveStart else {
            throw try misplaced(Int(recordOffset), before: locatorOffset, file)
        }
        return found
    }

    /// What is wrong with a zip64 end record that is not where its locator says.
    private static func misplaced(
        _ offset: Int, before locatorOffset: Int, _ file: ZipFile
    ) throws(ArchiveFault) -> ArchiveFault {
        var record = ByteCursor(try file.read(offset..<min(offset + 12, locatorOffset)))
        let isRecord = record.uint32() == 0x0606_4B50
        guard isRecord, let rest = record.uint64() else {
            return .damaged(
                reason: "its zip64 end record is broken, or not where its locator says", entry: nil)
        }
        if rest > UInt64(zip64ByteCount - 12), rest == UInt64(max(0, locatorOffset - offset - 12)) {
            return .damaged(
                reason: "it has a zip64 end record of version 2, as encrypted central directories have",
                entry: nil)
        }
        return .damaged(reason: "its zip64 end record does not end where its locator begins", entry: nil)
    }

    private static func lastPosition(of signature: [UInt8], in bytes: [UInt8]) -> Int? {
        guard let first = signature.first else { return nil }
        var end = bytes.endIndex
        while let position = bytes[..<end].lastIndex(of: first) {
            if bytes[position...].starts(with: signature) { return position }
            end = position
        }
        return nil
    }
}
