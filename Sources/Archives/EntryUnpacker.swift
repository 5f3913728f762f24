import JSON
import Model

/// Unpacks entries in memory, each from where its listing says that it lies.
///
/// What is unpacked is bounded by bytes that come out and bytes that go in, whatever the archive claims.
struct EntryUnpacker {
    private static let headerByteCount = 30
    private static let windowByteCount = 1 << 16

    private let zip: ZipFile
    private var inflater: Inflater?

    /// Unpacks entries of a file that stays open as long as this value is used.
    init(zip: ZipFile) {
        self.zip = zip
    }

    /// The first `byteLimit` bytes of an entry; checked against its checksum where that is all of it.
    mutating func content(
        of entry: ConfigListing.Entry, byteLimit: Int
    ) throws(ArchiveFault) -> ConfigEntryReader.Content {
        if let obstacle = ConfigEntryReader.obstacle(entry) { throw obstacle }
        let data = try place(of: entry)
        let isCut = entry.byteCount > byteLimit
        let limit = min(entry.byteCount, byteLimit)
        let bytes: [UInt8]
        if entry.method == ZipNames.stored {
            guard data.count == entry.byteCount else { throw otherSize(entry) }
            bytes = try zip.read(data.prefix(limit))
        } else {
            bytes = try inflate(data, of: entry, limit: limit)
        }
        guard isCut || CRC32.of(bytes) == entry.crc32 else {
            throw damaged(entry, "has another checksum than its headers say")
        }
        return ConfigEntryReader.Content(bytes: bytes, isCut: isCut)
    }

    /// Where the packed data lies.
    private func place(of entry: ConfigListing.Entry) throws(ArchiveFault) -> Range<Int> {
        guard entry.offset >= 0, entry.offset <= zip.byteCount - Self.headerByteCount else {
            throw damaged(entry, "lies outside the file")
        }
        var header = ByteCursor(try zip.read(entry.offset..<(entry.offset + Self.headerByteCount)))
        guard header.bytes(4) == ZipLocalHeader.signature[...], header.skip(4), let method = header.uint16(),
            ZipNames.method(method) == entry.method, header.skip(16), let name = header.uint16(),
            let extra = header.uint16()
        else { throw damaged(entry, "has another header than when it was filed") }
        let start = entry.offset + Self.headerByteCount + Int(name) + Int(extra)
        guard entry.compressedByteCount >= 0, start <= zip.byteCount,
            entry.compressedByteCount <= zip.byteCount - start
        else { throw damaged(entry, "lies outside the file") }
        return start..<(start + entry.compressedByteCount)
    }

    private mutating func inflate(
        _ data: Range<Int>, of entry: ConfigListing.Entry, limit: Int
    ) throws(ArchiveFault) -> [UInt8] {
        let inflater = try takeInflater(entry)
        // Deflated data is hardly larger than what it holds; empty blocks could go on for ever.
        let packed = limit > data.count ? data : data.prefix(2 * limit + Self.windowByteCount)
        var output = [UInt8](repeating: 0, count: min(limit + 1, Self.windowByteCount))
        var bytes: [UInt8] = []
        var start = packed.lowerBound
        // More than the limit is asked for where the entry should end there, to see that it does.
        let wanted = entry.byteCount > limit ? limit : limit + 1
        while bytes.count < wanted {
            let input = try zip.read(start..<min(start + Self.windowByteCount, packed.upperBound))
            let room = min(output.count, wanted - bytes.count)
            let step = input.withUnsafeBytes { input in
                output.withUnsafeMutableBytes {
                    inflater.inflate(input, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<room]))
                }
            }
            switch step {
            case .damaged: throw damaged(entry, "cannot be unpacked: its data is not deflated")
            case .done(_, let produced):
                bytes += output[..<produced]
                guard bytes.count == limit else { throw otherSize(entry) }
                return bytes
            case .more(0, 0): throw damaged(entry, "cannot be unpacked: its data ends too early")
            case .more(let consumed, let produced):
                bytes += output[..<produced]
                start += consumed
            }
        }
        guard bytes.count == limit else { throw otherSize(entry) }
        return bytes
    }

    private mutating func takeInflater(_ entry: ConfigListing.Entry) throws(ArchiveFault) -> Inflater {
        guard let inflater = inflater ?? Inflater() else {
            throw damaged(entry, "cannot be unpacked: there is no memory for it")
        }
        self.inflater = inflater
        inflater.reset()
        return inflater
    }

    private func otherSize(_ entry: ConfigListing.Entry) -> ArchiveFault {
        damaged(entry, "has another size than its headers say")
    }

    private func damaged(_ entry: ConfigListing.Entry, _ reason: String) -> ArchiveFault {
        .damaged(reason: "the member \(JSONPointer.quoted(entry.path)) \(reason)", entry: entry.path)
    }
}
