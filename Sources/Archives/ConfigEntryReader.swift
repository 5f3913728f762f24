package import Model
package import System

/// Reads single entries of a config archive that was listed; each costs what it is read of, not what the archive has.
package enum ConfigEntryReader {
    /// The front of an entry, or all of it.
    package struct Content: Equatable, Sendable {
        package let bytes: [UInt8]
        /// Whether the entry goes on after them.
        package let isCut: Bool
    }

    /// Reads the first `byteLimit` bytes of an entry, of a link where it leads.
    ///
    /// The checksum is checked where the entry ends within the limit. Only stored and deflated entries are
    /// opened: with the other methods the archive says how much memory its reader needs.
    /// - Throws: `ArchiveFault`; `.encrypted` and `.unsupported` for entries that cannot be opened here, `.damaged`
    ///   where the file has another entry there, or its data is not what its headers say.
    package static func read(
        _ entry: ConfigListing.Entry, of file: borrowing OwnedDescriptor, path: FilePath, byteLimit: Int
    ) throws(ArchiveFault) -> Content {
        var unpacker = EntryUnpacker(zip: try ZipFile(file, path: path))
        return try unpacker.content(of: entry, byteLimit: byteLimit)
    }

    /// Reads several entries, each up to `byteLimit` bytes, by their index.
    ///
    /// - Throws: `ArchiveFault` of the file as a whole.
    package static func read(
        _ entries: [ConfigListing.Entry], of file: borrowing OwnedDescriptor, path: FilePath, byteLimit: Int
    ) throws(ArchiveFault) -> [Int: Result<Content, ArchiveFault>] {
        var unpacker = EntryUnpacker(zip: try ZipFile(file, path: path))
        var contents: [Int: Result<Content, ArchiveFault>] = [:]
        for entry in entries {
            do throws(ArchiveFault) {
                contents[entry.index] = .success(try unpacker.content(of: entry, byteLimit: byteLimit))
            } catch {
                contents[entry.index] = .failure(error)
            }
        }
        return contents
    }

    /// Why an entry cannot be opened here; nil where it can.
    static func obstacle(_ entry: ConfigListing.Entry) -> ArchiveFault? {
        if entry.isEncrypted { return .encrypted(entry: entry.path) }
        if [ZipNames.stored, ZipNames.deflated].contains(entry.method) { return nil }
        return .unsupported(method: entry.method, entry: entry.path)
    }
}
