import JSON
import Model

/// Looks through the entries of an archive for what should not be shared, within bounds of size and time.
///
/// Small files of settings come first, so that large logs keep none of them from being looked at. Nested archives
/// are not opened. What was not looked at is said.
struct SecretScan {
    private static let entryByteLimit = 1 << 20
    private static let totalByteLimit = 8 << 20
    private static let findingLimit = 100

    private(set) var findings: [SecretFinding] = []
    private var encrypted: [String] = []
    private var unsupported: [String] = []
    private var binary: [String] = []
    private var damaged: [String] = []
    private var beyond: [String] = []
    private var cut: [String] = []

    /// Scans all entries, in the order of the archive's directory; `visit` gets each text that was searched.
    init(
        of zip: ZipFile, _ entries: [ConfigListing.Entry], visit: (ScannedText) -> Void = { _ in }
    ) {
        var unpacker = EntryUnpacker(zip: zip)
        let chosen = Self.choose(
            entries.filter { $0.kind == .file && ConfigEntryReader.obstacle($0) == nil })
        for entry in entries where entry.kind == .file && entry.byteCount > 0 {
            var content: (bytes: [UInt8], isCut: Bool)?
            switch ConfigEntryReader.obstacle(entry) {
            case .encrypted: encrypted.append(entry.path)
            case .some: unsupported.append(entry.path)
            case nil where chosen.contains(entry.index): content = read(entry, &unpacker)
            case nil: beyond.append(entry.path)
            }
            let matches = Self.matches(in: content?.bytes ?? [], of: entry)
            add(Self.findings(of: matches, in: content?.bytes, of: entry))
            if let content {
                visit(
                    ScannedText(
                        entry: entry, bytes: content.bytes, isCut: content.isCut, matches: matches))
            }
        }
    }

    /// One sentence for each reason why something was not looked at.
    var notes: [String] {
        let reasons = [
            ("Not scanned for secrets, because encrypted", encrypted),
            ("Not scanned for secrets, because neither stored nor deflated", unsupported),
            ("Not scanned for secrets, because damaged", damaged),
            ("Not scanned for secrets, because binary", binary),
            ("Not scanned for secrets, because this archive has more than the scan reads", beyond),
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

    /// The places of the entries that are looked at: settings before all else, the small before the large.
    private static func choose(_ entries: [ConfigListing.Entry]) -> Set<Int> {
        let order = entries.map { entry in
            (
                rank: SecretNames.isSettings(entry.path) ? 0 : 1, cost: min(entry.byteCount, entryByteLimit),
                entry.index
            )
        }
        var (chosen, total): (Set<Int>, Int) = ([], 0)
        for (_, cost, index) in order.sorted(by: <) where total + cost <= totalByteLimit {
            chosen.insert(index)
            total += cost
        }
        return chosen
    }

    /// The text to scan; nil where there is none.
    private mutating func read(
        _ entry: ConfigListing.Entry, _ unpacker: inout EntryUnpacker
    ) -> (bytes: [UInt8], isCut: Bool)? {
        do {
            let content = try unpacker.content(of: entry, byteLimit: Self.entryByteLimit)
            guard let text = Self.text(content.bytes) else {
                binary.append(entry.path)
                return nil
            }
            if content.isCut { cut.append(entry.path) }
            return (text, content.isCut)
        } catch {
            damaged.append(entry.path)
            return nil
        }
    }

    /// The text of a file in UTF-8, from UTF-16 where a byte order mark says so; nil for a file with a NUL.
    private static func text(_ bytes: [UInt8]) -> [UInt8]? {
        let isLittleEndian = bytes.starts(with: [0xFF, 0xFE])
        if isLittleEndian || bytes.starts(with: [0xFE, 0xFF]) {
            let units = stride(from: 2, to: bytes.count - 1, by: 2).map { place in
                let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
                return isLittleEndian ? second << 8 | first : first << 8 | second
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }
        if bytes.contains(0) { return nil }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private mutating func add(_ found: [SecretFinding]) {
        findings += found.prefix(Self.findingLimit - findings.count)
    }

    /// What an entry's name and its text say; the text may be missing.
    static func findings(in content: [UInt8]?, of entry: ConfigListing.Entry) -> [SecretFinding] {
        findings(of: matches(in: content ?? [], of: entry), in: content, of: entry)
    }

    private static func matches(
        in content: [UInt8], of entry: ConfigListing.Entry
    ) -> [SecretLines.Match] {
        isVault(content) ? [] : SecretLines.matches(in: content, isCode: SecretNames.isCode(entry.path))
    }

    /// ansible-vault encrypts whole files, too.
    private static func isVault(_ content: [UInt8]) -> Bool { content.starts(with: "$ANSIBLE_VAULT".utf8) }

    private static func findings(
        of matches: [SecretLines.Match], in content: [UInt8]?, of entry: ConfigListing.Entry
    ) -> [SecretFinding] {
        if let content, isVault(content) { return [] }
        var findings = matches.map { match in
            SecretFinding(
                entry: entry.path, index: entry.index, line: match.line, kind: match.kind, name: match.name)
        }
        // The line of a private key says more than the name of its file.
        if let kind = SecretNames.kind(ofFile: entry.path),
            !findings.contains(where: { $0.kind == .privateKey })
        {
            let ofFile = SecretFinding(
                entry: entry.path, index: entry.index, line: nil, kind: kind, name: nil)
            findings.insert(ofFile, at: 0)
        }
        return findings
    }
}
