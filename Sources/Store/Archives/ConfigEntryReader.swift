/// Reads single entries of a config archive that was listed; each costs at most what the caller allows.
package enum ConfigEntryReader {
    /// The front of an entry, or all of it.
    package struct Content: Equatable, Sendable {
        package let bytes: [UInt8]
        /// Whether the entry goes on behind them.
        package let isCut: Bool
    }

    /// Reads the first `byteLimit` bytes of the entry at `index` of the central directory.
    ///
    /// The checksum is checked where the entry ends within the limit. Only stored and deflated entries are
    /// opened: with the other methods the archive says how much memory its reader needs.
    /// - Throws: `ArchiveFault`; `.encrypted` and `.unsupported` for entries that cannot be opened here, `.damaged`
    ///   where there is no such entry or its data is not what its headers say.
    package static func read(
        _ file: borrowing OwnedDescriptor, path: FilePath, index: Int, limits: ArchiveLimits, byteLimit: Int
    ) throws(ArchiveFault) -> Content {
        let contents = try read([index], of: file, path: path, limits: limits, byteLimit: byteLimit)
        guard let content = contents[index] else {
            throw .damaged(reason: "it has no entry \(index)", entry: nil)
        }
        return try content.get()
    }

    /// Reads several entries in one pass, each up to `byteLimit` bytes; those that are not there are left out.
    ///
    /// - Throws: `ArchiveFault` of the archive as a whole.
    package static func read(
        _ indices: Set<Int>, of file: borrowing OwnedDescriptor, path: FilePath, limits: ArchiveLimits,
        byteLimit: Int
    ) throws(ArchiveFault) -> [Int: Result<Content, ArchiveFault>] {
        let directory = try ZipDirectory(of: ZipFile(file, path: path), limits: limits)
        var walk = EntryWalk(path: path)
        var contents: [Int: Result<Content, ArchiveFault>] = [:]
        for (rank, index) in directory.fileOrder.enumerated() where indices.contains(index) {
            let record = directory.records[index]
            do throws(ArchiveFault) {
                if let fault = obstacle(record) { throw fault }
                contents[index] = .success(
                    try walk.content(of: record, at: rank, in: file, byteLimit: byteLimit))
            } catch {
                contents[index] = .failure(error)
            }
        }
        return contents
    }

    /// Why an entry cannot be opened here; nil where it can.
    static func obstacle(_ record: ZipCentralRecord) -> ArchiveFault? {
        let path = ZipNames.path(of: record).text
        if record.isEncrypted { return .encrypted(entry: path) }
        guard [0, 8].contains(record.method) else {
            return .unsupported(method: ZipNames.method(record.method), entry: path)
        }
        // To libarchive a pipe has no content.
        if record.type == .pipe {
            return .unsupported(method: "\(ZipNames.method(record.method)) as a pipe", entry: path)
        }
        return nil
    }
}

/// Opens entries one behind the other in the order of the file, beginning anew after one that is damaged.
///
/// Each beginning walks the whole front of the archive again, so only so many damaged entries are put up with.
struct EntryWalk {
    private static let damageLimit = 8

    let path: FilePath
    private var damageCount = 0
    private var reader: ArchiveReader?
    private var position = 0

    init(path: FilePath) {
        self.path = path
    }

    /// Reads the front of the entry at `rank` of the file's order; ranks only grow.
    mutating func content(
        of record: ZipCentralRecord, at rank: Int, in file: borrowing OwnedDescriptor, byteLimit: Int
    ) throws(ArchiveFault) -> ConfigEntryReader.Content {
        let name = ZipNames.path(of: record).text
        guard damageCount < Self.damageLimit else {
            throw .damaged(
                reason: "\(damageCount) entries of it cannot be unpacked, and the others are not tried",
                entry: name)
        }
        let reader = try takeReader(of: file)
        damageCount += 1
        while position <= rank {
            guard try reader.next() != nil else {
                throw .damaged(
                    reason: "libarchive does not find the entry \(JSONPointer.quoted(name))", entry: name)
            }
            position += 1
        }
        let (bytes, isCut) = try reader.content(of: name, limit: byteLimit)
        guard isCut ? UInt64(bytes.count) < record.byteCount : UInt64(bytes.count) == record.byteCount else {
            throw .damaged(
                reason: "the entry \(JSONPointer.quoted(name)) has another size than its headers say",
                entry: name)
        }
        // libarchive compares no checksum where an entry has no bytes.
        guard isCut || CRC32.of(bytes) == record.crc32 else {
            throw .damaged(
                reason: "the entry \(JSONPointer.quoted(name)) has another checksum than its headers say",
                entry: name)
        }
        self.reader = reader
        damageCount -= 1
        return ConfigEntryReader.Content(bytes: bytes, isCut: isCut)
    }

    /// The reader, kept again only after a success: one that met damage cannot be used further.
    private mutating func takeReader(of file: borrowing OwnedDescriptor) throws(ArchiveFault) -> ArchiveReader
    {
        if let reader {
            self.reader = nil
            return reader
        }
        position = 0
        return try ArchiveReader(file, path: path)
    }
}
