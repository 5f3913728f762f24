import JSON
import Model
import System

/// Compares what our reader found with what libarchive finds: an archive on which they differ is one that two unpackers
/// would unpack differently.
struct LibarchiveCheck {
    let directory: ZipDirectory
    let entries: [ConfigListing.Entry]
    /// Entries at which libarchive may stop, because of bytes in their extra fields that are no field.
    let ragged: Set<Int>

    /// Walks the archive in an open file.
    func check(_ file: borrowing OwnedDescriptor, path: FilePath) throws(ArchiveFault) {
        // libarchive refuses the valid archive that holds nothing.
        guard !entries.isEmpty else { return }
        let reader = try ArchiveReader(file, directory.archiveStart..<directory.end.end, path: path)
        for index in directory.fileOrder {
            let entry = entries[index]
            let found: ArchiveReader.Header?
            do {
                found = try reader.next(expecting: entry.path)
            } catch {
                // libarchive reads no further, and unpackers made with it refuse the whole archive.
                if ragged.contains(index) { return }
                throw error
            }
            guard let header = found else {
                throw damaged(entry, "libarchive does not find the member \(JSONPointer.quoted(entry.path))")
            }
            try compare(header, with: entry, directory.records[index])
        }
        guard try reader.next() == nil else {
            throw .damaged(reason: "libarchive finds more members than its central directory has", entry: nil)
        }
    }

    private func compare(
        _ header: ArchiveReader.Header, with entry: ConfigListing.Entry, _ record: ZipCentralRecord
    ) throws(ArchiveFault) {
        let name = JSONPointer.quoted(entry.path)
        if entry.kind == .link {
            // It takes links of some systems for files, with the same content.
            guard !header.isHardLink, [.symbolicLink, .file].contains(header.type) else {
                throw damaged(entry, "the link \(name) is not a link to libarchive")
            }
            return
        }
        guard !header.isHardLink, [.file, .directory, .pipe].contains(header.type) else {
            throw .unsafe(reason: "the member \(name) is a link or a device to libarchive", entry: entry.path)
        }
        guard header.type == .file || entry.byteCount == 0 || record.type == .pipe else {
            throw damaged(entry, "the member \(name) is not a file to libarchive")
        }
        guard header.byteCount == nil || header.byteCount == entry.byteCount else {
            throw damaged(entry, "the member \(name) has another size to libarchive")
        }
    }

    private func damaged(_ entry: ConfigListing.Entry, _ reason: String) -> ArchiveFault {
        .damaged(reason: reason, entry: entry.path)
    }
}
