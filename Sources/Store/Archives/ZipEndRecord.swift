/// Where a zip's central directory lies (APPNOTE.TXT, sections 4.3.14 to 4.3.16).
struct ZipEndRecord: Equatable {
    static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    private static let byteCount = 22
    private static let zip64ByteCount = 56
    private static let zip64LocatorByteCount = 20

    let entryCount: UInt64
    let directoryOffset: UInt64
    let directoryByteCount: UInt64
    /// Where the end record, or the zip64 one before it, begins.
    let offset: Int
    /// Bytes behind the end record and its comment.
    let trailingByteCount: Int

    /// Finds the one end record of a file.
    static func find(in file: ZipFile) throws(ArchiveFault) -> ZipEndRecord {
        let tailStart = max(0, file.byteCount - byteCount - 0xFFFF)
        let tail = try file.read(tailStart..<file.byteCount)
        let candidates = positions(of: signature, in: tail).filter { $0 + byteCount <= tail.count }
        let complete = candidates.filter { end(of: $0, in: tail) <= tail.count }
        guard let position = complete.last else {
            let start = try file.read(0..<min(4, file.byteCount))
            let zipStarts: [[UInt8]] = [ZipLocalHeader.signature, signature]
            guard zipStarts.contains(where: { $0.starts(with: start) }) else { throw .notZip }
            throw .truncated
        }
        guard complete.count == 1 else {
            throw .damaged(reason: "it has more than one end record", entry: nil)
        }
        let trailing = tail.count - end(of: position, in: tail)
        return try parse(tail, at: position, tailStart: tailStart, trailing: trailing, file: file)
    }

    private static func end(of position: Int, in tail: [UInt8]) -> Int {
        position + byteCount + Int(tail[position + 20]) + Int(tail[position + 21]) << 8
    }

    private static func parse(
        _ tail: [UInt8], at position: Int, tailStart: Int, trailing: Int, file: ZipFile
    ) throws(ArchiveFault) -> ZipEndRecord {
        var fields = ByteCursor(tail[(position + 4)..<(position + byteCount)])
        guard let disk = fields.uint16(), let directoryDisk = fields.uint16(),
            let countHere = fields.uint16(), let count = fields.uint16(), let size = fields.uint32(),
            let start = fields.uint32()
        else { throw .truncated }
        let offset = tailStart + position
        let own = ZipEndRecord(
            entryCount: UInt64(count), directoryOffset: UInt64(start), directoryByteCount: UInt64(size),
            offset: offset, trailingByteCount: trailing)
        let zip64 = try zip64Record(before: offset, trailing: trailing, file: file)
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

    /// The zip64 record of the end record at `end`; nil where no locator lies in front of that.
    ///
    /// It has to end where its locator begins: some readers look for it there, whatever the locator says.
    private static func zip64Record(
        before end: Int, trailing: Int, file: ZipFile
    ) throws(ArchiveFault) -> ZipEndRecord? {
        let locatorOffset = end - zip64LocatorByteCount
        guard locatorOffset >= 0 else { return nil }
        var locator = ByteCursor(try file.read(locatorOffset..<end))
        guard locator.uint32() == 0x0706_4B50, let recordDisk = locator.uint32(),
            let recordOffset = locator.uint64(), let diskCount = locator.uint32()
        else { return nil }
        guard recordDisk == 0, diskCount <= 1 else { throw isPart }
        guard recordOffset <= UInt64(max(0, locatorOffset - zip64ByteCount)) else {
            throw .damaged(reason: "its zip64 end record lies outside the file", entry: nil)
        }
        let offset = Int(recordOffset)
        var record = ByteCursor(try file.read(offset..<min(offset + zip64ByteCount, locatorOffset)))
        guard record.uint32() == 0x0606_4B50, let restByteCount = record.uint64(), record.skip(4),
            let disk = record.uint32(), let directoryDisk = record.uint32(), let countHere = record.uint64(),
            let count = record.uint64(), let size = record.uint64(), let start = record.uint64()
        else { throw .damaged(reason: "its zip64 end record is broken", entry: nil) }
        // The record's size leaves out its signature and itself.
        guard restByteCount == UInt64(locatorOffset - offset - 12) else {
            throw .damaged(reason: "its zip64 end record does not end where its locator begins", entry: nil)
        }
        guard locatorOffset == offset + zip64ByteCount else {
            throw .damaged(
                reason: "it has a zip64 end record of version 2, as encrypted central directories have",
                entry: nil)
        }
        guard disk == 0, directoryDisk == 0, countHere == count else { throw isPart }
        return ZipEndRecord(
            entryCount: count, directoryOffset: start, directoryByteCount: size, offset: offset,
            trailingByteCount: trailing)
    }

    static func positions(of signature: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard bytes.count >= signature.count else { return [] }
        return (0...(bytes.count - signature.count)).filter { position in
            bytes[position] == signature[0]
                && bytes[position..<(position + signature.count)].elementsEqual(signature)
        }
    }
}
