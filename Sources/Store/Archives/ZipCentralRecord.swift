/// One record of the central directory (APPNOTE.TXT, section 4.3.12), zip64 fields resolved.
struct ZipCentralRecord {
    private static let signature: UInt32 = 0x0201_4B50

    let madeBy: UInt16
    let flags: UInt16
    let method: UInt16
    let dosTime: UInt16
    let dosDate: UInt16
    let crc32: UInt32
    let compressedByteCount: UInt64
    let byteCount: UInt64
    let externalAttributes: UInt32
    let localOffset: UInt64
    let name: [UInt8]
    let extra: ZipExtraFields

    var isEncrypted: Bool { flags & 0x0001 != 0 }
    var isStreamed: Bool { flags & 0x0008 != 0 }
    var isMadeOnDOS: Bool { madeBy >> 8 == 0 || madeBy >> 8 == 10 || madeBy >> 8 == 11 || madeBy >> 8 == 14 }
    /// The high half of Unix attributes; nil where another system made the entry.
    var unixMode: UInt32? { madeBy >> 8 == 3 || madeBy >> 8 == 19 ? externalAttributes >> 16 : nil }

    /// Reads the record at the cursor; nil where there is none.
    init?(_ cursor: inout ByteCursor) {
        guard cursor.uint32() == Self.signature, let madeBy = cursor.uint16(), cursor.skip(2),
            let flags = cursor.uint16(), let method = cursor.uint16(),
            let time = cursor.uint16(), let date = cursor.uint16(), let crc = cursor.uint32(),
            let compressed = cursor.uint32(), let size = cursor.uint32(),
            let nameLength = cursor.uint16(), let extraLength = cursor.uint16(),
            let commentLength = cursor.uint16(), cursor.skip(4),
            let attributes = cursor.uint32(), let local = cursor.uint32(),
            let name = cursor.bytes(Int(nameLength)), let extra = cursor.bytes(Int(extraLength)),
            cursor.skip(Int(commentLength))
        else { return nil }
        self.madeBy = madeBy
        self.flags = flags
        self.method = method
        dosTime = time
        dosDate = date
        crc32 = crc
        externalAttributes = attributes
        self.name = name
        self.extra = ZipExtraFields(extra)
        guard
            let sizes = self.extra.resolve(
                [
                    (UInt64(size), size == .max), (UInt64(compressed), compressed == .max),
                    (UInt64(local), local == .max),
                ])
        else { return nil }
        byteCount = sizes[0]
        compressedByteCount = sizes[1]
        localOffset = sizes[2]
    }
}

/// The extra fields of a record (APPNOTE.TXT, section 4.5).
struct ZipExtraFields {
    private var fields: [(id: UInt16, bytes: [UInt8])] = []

    init(_ bytes: [UInt8]) {
        var cursor = ByteCursor(bytes)
        while let id = cursor.uint16(), let count = cursor.uint16(), let field = cursor.bytes(Int(count)) {
            fields.append((id, field))
        }
    }

    subscript(id: UInt16) -> [UInt8]? { fields.first { $0.id == id }?.bytes }

    /// Replaces each value that stands in the zip64 field (4.5.3), in order; nil where that field is too short.
    func resolve(_ values: [(value: UInt64, isElsewhere: Bool)]) -> [UInt64]? {
        var zip64 = ByteCursor(self[0x0001] ?? [])
        var resolved: [UInt64] = []
        for (value, isElsewhere) in values {
            guard isElsewhere, !zip64.isAtEnd else {
                resolved.append(value)
                continue
            }
            guard let large = zip64.uint64() else { return nil }
            resolved.append(large)
        }
        return resolved
    }
}
