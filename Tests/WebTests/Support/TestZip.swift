@testable import Archives

/// Zips of stored entries, written byte by byte.
enum TestZip {
    struct Entry {
        var name: [UInt8]
        var content: [UInt8]
        var method: UInt16 = 0
        var flags: UInt16 = 0
        /// Another than the content's, for an archive that lies.
        var checksum: UInt32?

        init(_ name: String, _ content: String) {
            self.init(name, Array(content.utf8))
        }

        init(_ name: String, _ content: [UInt8]) {
            self.name = Array(name.utf8)
            self.content = content
        }
    }

    static func bytes(_ entries: [Entry]) -> [UInt8] {
        var data: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = UInt32(data.count)
            let size = UInt32(entry.content.count)
            let common =
                u16(entry.flags) + u16(entry.method) + u16(18 << 11 | 55 << 5 | 1)
                + u16(46 << 9 | 11 << 5 | 23)
                + u32(entry.checksum ?? CRC32.of(entry.content)) + u32(size) + u32(size)
                + u16(UInt16(entry.name.count)) + u16(0)
            data += [0x50, 0x4B, 3, 4, 20, 0] + common + entry.name + entry.content
            directory +=
                [0x50, 0x4B, 1, 2, 20, 3, 20, 0] + common + u16(0) + u16(0) + u16(0)
                + u32(0o100644 << 16) + u32(offset) + entry.name
        }
        let count = UInt16(entries.count)
        return data + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + u16(count) + u16(count)
            + u32(UInt32(directory.count)) + u32(UInt32(data.count)) + u16(0)
    }

    static func bytes(_ entries: KeyValuePairs<String, String>) -> [UInt8] {
        bytes(entries.map { Entry($0.key, $0.value) })
    }

    private static func u16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    private static func u32(_ value: UInt32) -> [UInt8] {
        u16(UInt16(value & 0xFFFF)) + u16(UInt16(value >> 16))
    }
}
