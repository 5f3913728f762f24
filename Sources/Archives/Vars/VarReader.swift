import JSON
import Model

/// Reads the settings of an archive, file by file, from the texts that were searched for secrets.
///
/// Nothing in a file can fail the archive: what cannot be read has a note.
struct VarReader {
    /// The search for secrets ends after so many, so that what follows was not searched.
    private static let matchLimit = 100

    private var vars: [ConfigVar] = []
    private var notes: [ConfigVars.Note] = []
    private var seen: Set<Int> = []
    private var files: Set<String> = []
    private var bytesLeft = ConfigVars.Limits.totalByteCount

    /// Reads a text, if its name says that it holds settings.
    mutating func read(_ text: ScannedText) {
        guard let format = VarFormat(text.entry) else { return }
        seen.insert(text.entry.index)
        do throws(VarFault) {
            guard files.insert(text.entry.path).inserted else {
                throw VarFault(reason: "has the name of a member before it")
            }
            try check(text)
            bytesLeft -= text.bytes.count
            add(try trees(of: text, format), of: text.entry.path)
        } catch {
            note(text.entry.path, isGap: true, "was not read: it \(error.reason)")
        }
    }

    /// The result, when every text of the archive was read.
    consuming func finish(_ entries: [ConfigListing.Entry]) -> ConfigVars {
        for entry in entries
        where VarFormat(entry) != nil && entry.byteCount > 0 && !seen.contains(entry.index) {
            note(entry.path, isGap: true, "was not read: it \(Self.reason(entry))")
        }
        return ConfigVars(vars: vars, notes: notes)
    }

    private func check(_ text: ScannedText) throws(VarFault) {
        let limits = ConfigVars.Limits.self
        if text.isCut { throw VarFault(reason: "is larger than \(limits.fileByteCount) bytes") }
        if text.bytes.count > bytesLeft {
            throw VarFault(reason: "is beyond the \(limits.totalByteCount) bytes that are read of an archive")
        }
        if vars.count == limits.valueCount {
            throw VarFault(reason: "is beyond the \(limits.valueCount) values that are read of an archive")
        }
        if text.bytes.starts(with: "$ANSIBLE_VAULT".utf8) { throw VarFault(reason: "is encrypted") }
        if text.matches.count >= Self.matchLimit || SecretNames.kind(ofFile: text.entry.path) != nil {
            throw VarFault(reason: "holds secrets")
        }
    }

    private func trees(of text: ScannedText, _ format: VarFormat) throws(VarFault) -> [VarTree] {
        let secrets = SecretRange(text.matches)
        let valueLimit = ConfigVars.Limits.valueCount - vars.count
        switch format {
        case .yaml: return try YAMLVars.trees(of: text.bytes, secrets: secrets, valueLimit: valueLimit)
        case .json: return [try JSONVars.tree(of: text.bytes, secrets: secrets, valueLimit: valueLimit)]
        case .ini: return [try INIVars.tree(of: text.bytes, secrets: secrets, valueLimit: valueLimit)]
        }
    }

    private mutating func add(_ trees: [VarTree], of file: String) {
        var gaps: Set<VarTree.Gap> = []
        var isCut = false
        for (place, tree) in trees.enumerated() {
            gaps.formUnion(tree.gaps)
            if let root = tree.root {
                let names = place == 0 ? [] : ["document \(place + 1)"]
                let flat = VarFlattening(of: root, file: file, below: names)
                vars += flat.vars
                isCut = isCut || flat.isCut
            }
            if let key = tree.repeatedKeys.first {
                note(file, isGap: false, "has the key \(JSONPointer.quoted(key)) twice: the last one counts")
            }
        }
        for gap in VarTree.Gap.allCases where gaps.contains(gap) {
            note(file, isGap: true, "was read without \(gap.rawValue)")
        }
        if isCut {
            note(
                file, isGap: true,
                "was read without what has a path above \(ConfigVars.Limits.pathByteCount) bytes")
        }
    }

    private mutating func note(_ file: String, isGap: Bool, _ text: String) {
        if notes.count == ConfigVars.Limits.noteCount {
            // That there is a gap must not be lost.
            guard isGap, !notes.contains(where: \.isGap) else { return }
            notes.removeLast()
        }
        notes.append(ConfigVars.Note(file: file, isGap: isGap, text: "\(JSONPointer.quoted(file)) \(text)."))
    }

    /// Why the search for secrets has not handed over an entry.
    private static func reason(_ entry: ConfigListing.Entry) -> String {
        switch ConfigEntryReader.obstacle(entry) {
        case .encrypted: "is encrypted"
        case .some: "is packed by another method than deflate"
        case nil: "is damaged, binary, or beyond the bytes that are read of an archive"
        }
    }
}
