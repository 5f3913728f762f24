import Archives

/// Writes zips byte by byte, honest ones and others.
package struct ZipBuilder {
    /// How an entry says its sizes.
    package enum Sizes: Sendable {
        case inHeader
        /// After the data, as streaming writers do (bit 3).
        case inDescriptor(hasSignature: Bool = true, is64: Bool = false)
        /// In zip64 extra fields.
        case zip64
    }

    package private(set) var data: [UInt8] = []
    package var records: [[UInt8]] = []
    private var lastLocal = 0
    package var claimedCount: Int?
    /// What the short end record counts beside a zip64 one.
    package var shortEndCount: UInt16 = .max
    package var hasZip64End = false
    /// Between the directory and the end records.
    package var gap: [UInt8] = []
    /// Between the zip64 end record and its locator.
    package var behindZip64: [UInt8] = []
    /// Changes in the end record, and in the zip64 one with its locator, by offset.
    package var endChanges: [Int: [UInt8]] = [:]
    package var zip64Changes: [Int: [UInt8]] = [:]
    package var comment: [UInt8] = []
    package var trailing: [UInt8] = []

    /// A zip without entries.
    package init() {}

    package mutating func add(
        _ name: String, _ content: String = "", mode: UInt16? = 0o100644, flags: UInt16 = 0,
        method: UInt16 = 0,
        crc: UInt32? = nil
    ) {
        add(bytes: Array(name.utf8), Array(content.utf8), mode: mode, flags: flags, method: method, crc: crc)
    }

    /// Adds an entry; `content` is what lies in the file, `byteCount` what it claims to be unpacked.
    package mutating func add(
        bytes name: [UInt8], _ content: [UInt8] = [], mode: UInt16? = 0o100644, flags: UInt16 = 0,
        method: UInt16 = 0, crc: UInt32? = nil, byteCount: Int? = nil, sizes: Sizes = .inHeader,
        extra: [UInt8] = [], localExtra: [UInt8]? = nil
    ) {
        lastLocal = data.count
        let crc = Self.u32(crc ?? CRC32.of(content))
        let short =
            Self.u32(UInt32(content.count)) + Self.u32(UInt32(truncatingIfNeeded: byteCount ?? content.count))
        let long = Self.u64(UInt64(byteCount ?? content.count)) + Self.u64(UInt64(content.count))
        var flags = flags
        var local = crc + short
        var central = crc + short
        var fields = (local: localExtra ?? extra, central: extra)
        var descriptor: [UInt8] = []
        switch sizes {
        case .inHeader: break
        case .inDescriptor(let hasSignature, let is64):
            flags |= 8
            local = Self.u32(0) + Self.u32(0) + Self.u32(0)
            let wide = Self.u64(UInt64(content.count)) + Self.u64(UInt64(byteCount ?? content.count))
            descriptor = (hasSignature ? [0x50, 0x4B, 7, 8] : []) + crc + (is64 ? wide : short)
        case .zip64:
            local = crc + Self.u32(.max) + Self.u32(.max)
            central = local
            fields = (Self.field(1, long) + fields.local, Self.field(1, long) + fields.central)
        }
        let common =
            Self.u16(flags) + Self.u16(method) + Self.u16(18 << 11 | 55 << 5 | 1)
            + Self.u16(46 << 9 | 11 << 5 | 23)
        data += [0x50, 0x4B, 3, 4, 20, 0] + common + local + Self.u16(UInt16(name.count))
        data += Self.u16(UInt16(fields.local.count)) + name + fields.local + content + descriptor
        let attributes = mode.map { UInt32($0) << 16 } ?? 0
        var record: [UInt8] = [0x50, 0x4B, 1, 2, 20, mode == nil ? 0 : 3, 20, 0] + common + central
        record += Self.u16(UInt16(name.count)) + Self.u16(UInt16(fields.central.count)) + Self.u16(0)
        record += Self.u16(0) + Self.u16(0) + Self.u32(attributes) + Self.u32(UInt32(lastLocal)) + name
        records.append(record + fields.central)
    }

    /// Puts bytes that no record speaks of after the last entry.
    package mutating func pad(_ bytes: [UInt8]) { data += bytes }

    package mutating func repeatLastRecord() {
        if let last = records.last { records.append(last) }
    }

    package mutating func claimSize(_ size: UInt32) {
        records[records.count - 1].replaceSubrange(20..<28, with: Self.u32(size) + Self.u32(size))
    }

    /// Puts a whole archive of an entry after the zip64 end record, for those who look in front of the locator.
    package mutating func hideBehindZip64(_ name: String) {
        var hidden = ZipBuilder()
        hidden.add(name)
        let start =
            data.count + records.reduce(0) { $0 + $1.count } + Self.zip64End(count: 0, directory: 0..<0).count
        hidden.records[0].replaceSubrange(42..<46, with: Self.u32(UInt32(start)))
        let directory = hidden.records[0]
        let directoryStart = start + hidden.data.count
        behindZip64 = hidden.data + directory
        behindZip64 += Self.zip64End(count: 1, directory: directoryStart..<(directoryStart + directory.count))
    }

    /// Changes bytes of the last local header, and of that alone.
    package mutating func changeLocal(at offset: Int, to bytes: [UInt8]) {
        data.replaceSubrange((lastLocal + offset)..<(lastLocal + offset + bytes.count), with: bytes)
    }

    package var bytes: [UInt8] {
        let directory = records.flatMap { $0 }
        let count = claimedCount ?? records.count
        let (size, start) = (UInt64(directory.count), UInt64(data.count))
        var zip64: [UInt8] = []
        if hasZip64End {
            zip64 = Self.zip64End(count: count, directory: Int(start)..<Int(start + size)) + behindZip64
            zip64 +=
                [0x50, 0x4B, 6, 7] + Self.u32(0) + Self.u64(start + size + UInt64(gap.count)) + Self.u32(1)
            Self.change(&zip64, zip64Changes)
        }
        let counts = Self.u16(hasZip64End ? shortEndCount : UInt16(count))
        let end =
            hasZip64End ? Self.u32(.max) + Self.u32(.max) : Self.u32(UInt32(size)) + Self.u32(UInt32(start))
        var short = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + counts + counts + end + Self.u16(UInt16(comment.count))
        Self.change(&short, endChanges)
        return data + directory + gap + zip64 + short + comment + trailing
    }

    /// A zip64 end record.
    package static func zip64End(count: Int, directory: Range<Int>) -> [UInt8] {
        [0x50, 0x4B, 6, 6] + u64(44) + [45, 3, 45, 0] + u32(0) + u32(0) + u64(UInt64(count))
            + u64(UInt64(count)) + u64(UInt64(directory.count)) + u64(UInt64(directory.lowerBound))
    }

    private static func change(_ bytes: inout [UInt8], _ changes: [Int: [UInt8]]) {
        for (offset, change) in changes {
            bytes.replaceSubrange(offset..<(offset + change.count), with: change)
        }
    }

    /// An extra field.
    package static func field(_ id: UInt16, _ bytes: [UInt8]) -> [UInt8] {
        u16(id) + u16(UInt16(bytes.count)) + bytes
    }

    /// The Info-ZIP Unicode path of a name.
    package static func unicodePath(_ path: String, of name: [UInt8], crc: UInt32? = nil) -> [UInt8] {
        field(0x7075, [1] + u32(crc ?? CRC32.of(name)) + Array(path.utf8))
    }

    package static func u16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

    package static func u32(_ value: UInt32) -> [UInt8] {
        u16(UInt16(value & 0xFFFF)) + u16(UInt16(value >> 16))
    }

    package static func u64(_ value: UInt64) -> [UInt8] {
        u32(UInt32(value & 0xFFFF_FFFF)) + u32(UInt32(value >> 32))
    }
}
