/// Whether a file that begins as a zip was cut off, or is more than one zip.
///
/// The last end record of what has arrived of an archive may be that of another archive, stored in it as an entry.
enum ZipBeginning {
    private static let zip64Signature: [UInt8] = [0x50, 0x4B, 0x06, 0x06]
    private static let locatorSignature: [UInt8] = [0x50, 0x4B, 0x06, 0x07]

    /// Whether the records from the file's begin on end before an end record does.
    ///
    /// An entry whose size stands only after its data is taken for cut off. At most `recordLimit` records are looked at.
    static func isCut(_ file: ZipFile, recordLimit: Int) throws(ArchiveFault) -> Bool {
        var offset = 0
        for _ in 0..<recordLimit {
            let header = try file.read(offset..<min(offset + 46, file.byteCount))
            guard let length = length(of: header) else {
                // Fewer bytes than a signature has, or the begin of a record.
                return header.count < 4 || isKnown(header)
            }
            if header.starts(with: ZipEndRecord.signature) { return false }
            guard length <= file.byteCount - offset else { return true }
            offset += length
        }
        return false
    }

    private static func isKnown(_ header: [UInt8]) -> Bool {
        [
            ZipLocalHeader.signature, ZipCentralRecord.signature, zip64Signature, locatorSignature,
            ZipEndRecord.signature,
        ].contains { header.starts(with: $0) }
    }

    /// The length of a record, an entry's data included; nil if it is unknown.
    private static func length(of header: [UInt8]) -> Int? {
        var cursor = ByteCursor(header)
        guard let signature = cursor.bytes(4).map(Array.init) else { return nil }
        switch signature {
        case ZipLocalHeader.signature:
            guard cursor.skip(2), let flags = cursor.uint16(), flags & 8 == 0, cursor.skip(10),
                let compressed = cursor.uint32(), compressed != .max, cursor.skip(4),
                let name = cursor.uint16(), let extra = cursor.uint16()
            else { return nil }
            return 30 + Int(name) + Int(extra) + Int(compressed)
        case ZipCentralRecord.signature:
            guard cursor.skip(24), let name = cursor.uint16(), let extra = cursor.uint16(),
                let comment = cursor.uint16()
            else { return nil }
            return 46 + Int(name) + Int(extra) + Int(comment)
        case zip64Signature:
            guard let rest = cursor.uint64() else { return nil }
            return Int(clamping: rest.addingReportingOverflow(12).partialValue)
        case locatorSignature: return 20
        case ZipEndRecord.signature:
            return header.count < ZipEndRecord.byteCount ? nil : ZipEndRecord.byteCount
        default: return nil
        }
    }
}
