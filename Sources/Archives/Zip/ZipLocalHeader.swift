/// The header in front of an entry's data (APPNOTE.TXT, section 4.3.7).
struct ZipLocalHeader {
    static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
    private static let byteCount = 30

    let flags: UInt16
    let method: UInt16
    let crc32: UInt32
    let compressedByteCount: UInt64
    let uncompressedByteCount: UInt64
    let name: [UInt8]
    let unicodePath: String?
    let repeatsField: Bool
    /// Whether its extra fields end in bytes that are none.
    let isRagged: Bool
    /// From the header's first byte to after the entry's data, as the central directory sizes it.
    let range: Range<Int>

    /// Whether sizes and checksum stand after the data.
    var isStreamed: Bool { flags & 0x0008 != 0 }

    /// Whether it has the record's sizes and checksum.
    func agrees(with record: ZipCentralRecord) -> Bool {
        uncompressedByteCount == record.byteCount && compressedByteCount == record.compressedByteCount
            && crc32 == record.crc32
    }

    /// Reads the header that a central record points at; nil where there is none.
    init?(of record: ZipCentralRecord, in file: ZipFile) throws(ArchiveFault) {
        guard let start = Int(exactly: record.localOffset), start <= file.byteCount - Self.byteCount
        else { return nil }
        var fields = ByteCursor(try file.read(start..<(start + Self.byteCount)))
        guard fields.bytes(4) == Self.signature[...], fields.skip(2), let flags = fields.uint16(),
            let method = fields.uint16(), fields.skip(4), let crc = fields.uint32(),
            let compressed = fields.uint32(), let size = fields.uint32(),
            let nameLength = fields.uint16(), let extraLength = fields.uint16()
        else { return nil }
        let nameStart = start + Self.byteCount
        let dataStart = nameStart + Int(nameLength) + Int(extraLength)
        guard dataStart <= file.byteCount, record.compressedByteCount <= UInt64(file.byteCount - dataStart)
        else { return nil }
        name = try file.read(nameStart..<(nameStart + Int(nameLength)))
        let extra = ZipExtraFields(try file.read((nameStart + Int(nameLength))..<dataStart)[...])
        guard
            let sizes = extra.resolve([
                (UInt64(size), size == .max), (UInt64(compressed), compressed == .max),
            ])
        else { return nil }
        unicodePath = extra.unicodePath(of: name)
        repeatsField = extra.repeatsField
        isRagged = extra.isRagged
        self.flags = flags
        self.method = method
        crc32 = crc
        uncompressedByteCount = sizes[0]
        compressedByteCount = sizes[1]
        range = start..<(dataStart + Int(record.compressedByteCount))
    }
}
