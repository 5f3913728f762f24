/// Writes zips byte by byte, honest ones and others.
struct ZipBuilder {
    private var data: [UInt8] = []
    private var records: [[UInt8]] = []
    private var lastLocal = 0
    var claimedCount: Int?

    mutating func add(_ name: String, _ content: [UInt8], mode: UInt32 = 0o100644) {
        add(bytes: Array(name.utf8), content, mode: mode)
    }

    mutating func add(bytes name: [UInt8], _ content: [UInt8], mode: UInt32 = 0o100644) {
        lastLocal = data.count
        let common =
            [0, 0, 0, 0] + Self.u16(18 << 11 | 55 << 5 | 1) + Self.u16(46 << 9 | 11 << 5 | 23)
            + Self.u32(Self.crc32(content)) + Self.u32(UInt32(content.count))
            + Self.u32(UInt32(content.count))
        let lengths = Self.u16(UInt16(name.count)) + Self.u16(0)
        data += [0x50, 0x4B, 3, 4, 20, 0] + common + lengths + name + content
        records.append(
            [0x50, 0x4B, 1, 2, 20, 3, 20, 0] + common + lengths + Self.u16(0) + Self.u16(0) + Self.u16(0)
                + Self.u32(mode << 16) + Self.u32(UInt32(lastLocal)) + name)
    }

    mutating func repeatLastRecord() {
        if let last = records.last { records.append(last) }
    }

    mutating func claimSize(_ size: UInt32) {
        records[records.count - 1].replaceSubrange(20..<28, with: Self.u32(size) + Self.u32(size))
    }

    mutating func renameLocal(_ name: String) {
        data.replaceSubrange((lastLocal + 30)..<(lastLocal + 30 + name.utf8.count), with: name.utf8)
    }

    var bytes: [UInt8] {
        let directory = records.flatMap { $0 }
        let count = UInt16(claimedCount ?? records.count)
        return data + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + Self.u16(count) + Self.u16(count)
            + Self.u32(UInt32(directory.count)) + Self.u32(UInt32(data.count)) + Self.u16(0)
    }

    private static func u16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    private static func u32(_ value: UInt32) -> [UInt8] {
        u16(UInt16(value & 0xFFFF)) + u16(UInt16(value >> 16))
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
                value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
            }
        }
    }
}
