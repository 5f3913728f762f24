import JSON

/// Checks where a zip's entries lie: each header says what the central directory says, and no two share bytes.
///
/// Archives on which two unpackers would disagree end here.
struct ZipLayout {
    let zip: ZipFile
    let directory: ZipDirectory
    /// Of each record, for messages.
    let paths: [String]

    /// What is odd without being wrong.
    struct Oddities {
        /// Sentences for people.
        var notes: [String] = []
        /// Members with extra fields that end in bytes which are not a field; libarchive stops there.
        var ragged: Set<Int> = []
    }

    /// Checks all entries.
    func check() throws(ArchiveFault) -> Oddities {
        var odd = Oddities()
        let directoryStart = directory.end.directoryStart ?? zip.byteCount
        let entries = try directory.fileOrder.map { (index) throws(ArchiveFault) in
            (index: index, range: try range(of: index, &odd))
        }
        for (first, second) in Swift.zip(entries, entries.dropFirst()) {
            guard first.range.upperBound <= second.range.lowerBound else {
                throw .unsafe(
                    reason: "the members \(quoted(first.index)) and \(quoted(second.index)) overlap",
                    entry: paths[second.index])
            }
            try refuseHiddenRecords(
                in: first.range.upperBound..<second.range.lowerBound, "between its members")
        }
        if let last = entries.last {
            guard last.range.upperBound <= directoryStart else {
                throw damaged(last.index, "reaches into the central directory")
            }
            try refuseHiddenRecords(in: last.range.upperBound..<directoryStart, "between its members")
        }
        let trailing = (zip.byteCount - directory.end.trailingByteCount)..<zip.byteCount
        for (range, place) in [
            (0..<(entries.first?.range.lowerBound ?? directoryStart), "before its first member"),
            (trailing, "after its end"),
        ]
        where !range.isEmpty {
            try refuseHiddenRecords(in: range, place)
            odd.notes.append("The archive has \(range.count) bytes \(place).")
        }
        return odd
    }

    /// The bytes of an entry, from its header to after its data and descriptor.
    private func range(of index: Int, _ odd: inout Oddities) throws(ArchiveFault) -> Range<Int> {
        let record = directory.records[index]
        guard let local = try ZipLocalHeader(of: record, in: zip) else {
            throw damaged(index, "lies outside the file, or has no header")
        }
        // Info-ZIP writes the Unicode path into both headers; other writers may do so only into the central one.
        guard slashed(local.name) == slashed(record.name),
            local.unicodePath == nil || local.unicodePath == record.unicodePath
        else { throw damaged(index, "has another name in its own header") }
        guard !local.repeatsField else { throw damaged(index, "has an extra field twice in its own header") }
        guard local.method == record.method else {
            throw damaged(index, "has another method in its own header")
        }
        guard local.flags & 1 == record.flags & 1 else {
            throw damaged(index, "is encrypted in only one of its two headers")
        }
        if local.isRagged { odd.ragged.insert(index) }
        if local.agrees(with: record) { return local.range }
        guard record.isStreamed || local.isStreamed else {
            throw damaged(index, "has another size or checksum in its own header")
        }
        guard
            let byteCount = try ZipDataDescriptor.byteCount(
                at: local.range.upperBound, saying: record, in: zip)
        else { throw damaged(index, "has another size or checksum after its data") }
        return local.range.lowerBound..<(local.range.upperBound + byteCount)
    }

    /// A reader that walks the file instead of its directory would find what they say.
    private func refuseHiddenRecords(in range: Range<Int>, _ place: String) throws(ArchiveFault) {
        guard !range.isEmpty else { return }
        let signatures = [ZipLocalHeader.signature, ZipCentralRecord.signature, ZipEndRecord.signature]
        guard try !zip.contains(signatures, in: range) else {
            throw .unsafe(reason: "it hides further zip records \(place)", entry: nil)
        }
    }

    private func slashed(_ name: [UInt8]) -> [UInt8] {
        name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    }

    private func quoted(_ index: Int) -> String { JSONPointer.quoted(paths[index]) }

    private func damaged(_ index: Int, _ reason: String) -> ArchiveFault {
        .damaged(reason: "the member \(quoted(index)) \(reason)", entry: paths[index])
    }
}
