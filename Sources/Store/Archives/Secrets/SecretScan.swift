/// Looks through the entries of an archive for what should not be shared, within bounds of size and time.
///
/// Nested archives are not opened. What was not looked at is said.
struct SecretScan {
    private static let entryByteLimit = 1 << 20
    private static let totalByteLimit = 8 << 20
    private static let findingLimit = 100

    private(set) var findings: [SecretFinding] = []
    private var scannedByteCount = 0
    private var encrypted: [String] = []
    private var unsupported: [String] = []
    private var damaged: [String] = []
    private var beyond: [String] = []
    private var cut: [String] = []

    /// Scans all entries, in the order of the file.
    init(
        of file: borrowing OwnedDescriptor, path: FilePath, _ directory: ZipDirectory,
        _ entries: [ConfigListing.Entry]
    ) {
        var walk = EntryWalk(path: path)
        for (rank, index) in directory.fileOrder.enumerated()
        where entries[index].kind == .file && entries[index].byteCount > 0 {
            let content = content(of: directory.records[index], entries[index], at: rank, in: file, &walk)
            add(Self.findings(in: content, of: entries[index]))
        }
        findings.sort { ($0.index, $0.line ?? 0) < ($1.index, $1.line ?? 0) }
    }

    /// One sentence for each reason why something was not looked at.
    var notes: [String] {
        let reasons = [
            ("Not scanned for secrets, because encrypted", encrypted),
            ("Not scanned for secrets, because neither stored nor deflated", unsupported),
            ("Not scanned for secrets, because damaged", damaged),
            ("Not scanned for secrets, because the archive holds more than is looked at", beyond),
            ("Scanned for secrets only in its first \(Self.entryByteLimit) bytes", cut),
        ]
        var notes = reasons.compactMap { reason, entries in
            entries.first.map { first in
                "\(reason): \(JSONPointer.quoted(first))"
                    + (entries.count > 1 ? " and \(entries.count - 1) more." : ".")
            }
        }
        if findings.count == Self.findingLimit {
            notes.append("Only the first \(Self.findingLimit) findings of secrets are listed.")
        }
        return notes
    }

    /// The text to scan; nil where there is none.
    private mutating func content(
        of record: ZipCentralRecord, _ entry: ConfigListing.Entry, at rank: Int,
        in file: borrowing OwnedDescriptor,
        _ walk: inout EntryWalk
    ) -> [UInt8]? {
        switch ConfigEntryReader.obstacle(record) {
        case .encrypted: encrypted.append(entry.path)
        case .some: unsupported.append(entry.path)
        case nil where scannedByteCount >= Self.totalByteLimit:
            beyond.append(entry.path)
        case nil:
            do {
                let content = try walk.content(of: record, at: rank, in: file, byteLimit: Self.entryByteLimit)
                scannedByteCount += content.bytes.count
                // A NUL is in no text.
                if content.bytes.contains(0) { return nil }
                if content.isCut { cut.append(entry.path) }
                return content.bytes
            } catch {
                damaged.append(entry.path)
            }
        }
        return nil
    }

    private mutating func add(_ found: [SecretFinding]) {
        findings += found.prefix(Self.findingLimit - findings.count)
    }

    /// What an entry's name and its text say; the text may be missing.
    static func findings(in content: [UInt8]?, of entry: ConfigListing.Entry) -> [SecretFinding] {
        // ansible-vault encrypts whole files, too.
        if let content, content.starts(with: "$ANSIBLE_VAULT".utf8) { return [] }
        var findings = SecretLines.matches(in: content ?? []).map { match in
            SecretFinding(
                entry: entry.path, index: entry.index, line: match.line, kind: match.kind, name: match.name)
        }
        // The line of a private key says more than the name of its file.
        if let kind = SecretNames.kind(ofFile: entry.path),
            !findings.contains(where: { $0.kind == .privateKey })
        {
            findings.append(
                SecretFinding(entry: entry.path, index: entry.index, line: nil, kind: kind, name: nil))
        }
        return findings
    }
}
