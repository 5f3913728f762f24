/// One record of the central directory (APPNOTE.TXT, section 4.3.12), zip64 fields resolved.
struct ZipCentralRecord {
    static let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
    /// Of a record whose name, extra field and comment are as long as their lengths can say.
    static let largestByteCount = 46 + 3 * 0xFFFF

    let madeBy: UInt16
    let flags: UInt16
    let method: UInt16
    let dosTime: UInt16
    let dosDate: UInt16
    let crc32: UInt32
    let compressedByteCount: UInt64
    let byteCount: UInt64
    let externalAttributes: UInt32
    /// Where its own header begins in the file.
    let localOffset: UInt64
    let name: [UInt8]
    /// The Info-ZIP Unicode path (APPNOTE.TXT, 4.6.9), where it is one of this name.
    let unicodePath: String?
    /// Seconds since 1970 from the extended timestamp.
    let modifiedSeconds: Int32?
    /// Whether it has two extra fields where readers differ in which of them counts.
    let repeatsField: Bool
    /// Whether an extra field makes the entry a link: PKWARE's Unix field (4.5.7) with a target, or ASi's.
    let isLinkByExtraField: Bool

    var isEncrypted: Bool { flags & 0x0001 != 0 }
    var isStreamed: Bool { flags & 0x0008 != 0 }
    var isMadeOnDOS: Bool { madeBy >> 8 == 0 || madeBy >> 8 == 10 || madeBy >> 8 == 11 || madeBy >> 8 == 14 }
    /// What the high half of the attributes says, whatever system made the entry: unpackers differ in where they heed it.
    var type: UnixType { UnixType(unixMode) }
    /// Whether its Unix mode or its DOS attribute says so; a directory is what has a slash at its end.
    var isDirectoryByAttributes: Bool { type == .directory || externalAttributes & 0x10 != 0 }
    /// Unix permission bits; nil where another system made the entry.
    var permissions: UInt16? { madeBy >> 8 == 3 || madeBy >> 8 == 19 ? unixMode & 0o7777 : nil }
    private var unixMode: UInt16 { UInt16(truncatingIfNeeded: externalAttributes >> 16) }

    /// Reads the record at the cursor, whose offset counts from `archiveStart`; nil where there is none.
    init?(_ cursor: inout ByteCursor, archiveStart: Int = 0) {
        guard cursor.bytes(4) == Self.signature[...], let madeBy = cursor.uint16(), cursor.skip(2),
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
        self.name = Array(name)
        // An extra field may have 64 KiB, so only what is needed of it is kept.
        let fields = ZipExtraFields(extra)
        unicodePath = fields.unicodePath(of: self.name)
        modifiedSeconds = fields.modifiedSeconds
        repeatsField = fields.repeatsField
        isLinkByExtraField = fields.isLink
        guard
            let sizes = fields.resolve(
                [
                    (UInt64(size), size == .max), (UInt64(compressed), compressed == .max),
                    (UInt64(local), local == .max),
                ])
        else { return nil }
        byteCount = sizes[0]
        compressedByteCount = sizes[1]
        let (offset, overflows) = sizes[2].addingReportingOverflow(UInt64(clamping: archiveStart))
        guard !overflows else { return nil }
        localOffset = offset
    }
}

/// The extra fields of a record (APPNOTE.TXT, section 4.5).
struct ZipExtraFields {
    private var fields: [(id: UInt16, bytes: ArraySlice<UInt8>)] = []

    /// Whether they end in bytes that are no field: what aligns the data after them, or damage.
    private(set) var isRagged = false

    init(_ bytes: ArraySlice<UInt8>) {
        var cursor = ByteCursor(bytes)
        while !cursor.isAtEnd {
            guard let id = cursor.uint16(), let count = cursor.uint16(), let field = cursor.bytes(Int(count))
            else {
                isRagged = true
                return
            }
            fields.append((id, field))
        }
    }

    private subscript(id: UInt16) -> ArraySlice<UInt8>? { fields.first { $0.id == id }?.bytes }

    /// Whether the zip64 field or the Unicode path is there twice.
    var repeatsField: Bool {
        [0x0001, 0x7075].contains { id in fields.count { $0.id == id } > 1 }
    }

    /// Void unless its CRC is that of the name.
    func unicodePath(of name: [UInt8]) -> String? {
        guard let field = self[0x7075] else { return nil }
        var cursor = ByteCursor(field)
        guard cursor.integer(byteCount: 1) == 1, cursor.uint32() == CRC32.of(name) else { return nil }
        return String(validating: field.dropFirst(5), as: UTF8.self)
    }

    /// The modification time of the extended timestamp.
    var modifiedSeconds: Int32? {
        guard let field = self[0x5455], let flags = field.first, flags & 1 == 1 else { return nil }
        var cursor = ByteCursor(field.dropFirst())
        return cursor.uint32().map { Int32(bitPattern: $0) }
    }

    var isLink: Bool {
        if let field = self[0x000D], field.count > 12 { return true }
        guard let field = self[0x756E] else { return false }
        var cursor = ByteCursor(field.dropFirst(4))
        return cursor.uint16().map { UnixType($0) == .symbolicLink } ?? false
    }

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

/// What kind of file a Unix mode says (inode(7)).
enum UnixType {
    case unknown
    case file
    case directory
    /// What Info-ZIP and 7-Zip write for content they read from standard input.
    case pipe
    case symbolicLink
    case special

    init(_ mode: UInt16) {
        self =
            switch mode & 0o170000 {
            case 0: .unknown
            case 0o100000: .file
            case 0o040000: .directory
            case 0o010000: .pipe
            case 0o120000: .symbolicLink
            default: .special
            }
    }
}
