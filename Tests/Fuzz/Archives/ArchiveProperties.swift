import Glibc

@testable import Archives
@testable import JSON
@testable import Model
@testable import Store
@testable import System

/// What must hold of every answer about a config archive, whatever bytes it is made of.
enum ArchiveProperties {
    private static let path: FilePath = "fuzz.zip"
    private static let byteLimit = 1 << 14
    // Small, so that small inputs reach them.
    private static let limits: ArchiveLimits = {
        var limits = ArchiveLimits(byteCount: 1 << 20)
        limits.entryCount = 40
        limits.nameByteCount = 200
        limits.componentCount = 8
        limits.uncompressedByteCount = 1 << 24
        return limits
    }()

    static func check(_ bytes: [UInt8]) {
        let file = temporaryFile(bytes)
        let verdict = judge(file)
        require(verdict == judge(file), "a second judgement differs")
        switch verdict {
        case .success(let listing):
            checkEntries(listing)
            checkFindings(listing)
            checkCatalog(of: listing)
            checkContents(of: listing, in: file)
            checkVars(of: listing, in: file)
            if listing.notes.isEmpty { checkCut(bytes) }
        case .failure(let fault): checkFault(fault)
        }
    }

    private static func judge(_ file: borrowing OwnedDescriptor) -> Result<ConfigListing, ArchiveFault> {
        do throws(ArchiveFault) {
            return .success(try ConfigInspector.list(file, path: path, limits: limits))
        } catch {
            return .failure(error)
        }
    }

    private static func checkEntries(_ listing: ConfigListing) {
        require(listing.entries.count <= limits.entryCount, "too many entries are listed")
        let total = listing.entries.reduce(0) { $0 + $1.byteCount }
        require(total <= limits.uncompressedByteCount, "too many bytes are claimed")
        for (index, entry) in listing.entries.enumerated() {
            require(entry.index == index, "an entry has another index than place")
            require(
                (entry.kind == .directory) == entry.path.hasSuffix("/"), "a directory has no slash at its end"
            )
            require(entry.kind != .directory || entry.byteCount == 0, "a directory has content")
            require((entry.kind == .link) == (entry.target != nil), "a link has no target, or a file has one")
            require(!(entry.target ?? "").hasPrefix("/"), "a link is absolute")
            require(!entry.path.isEmpty && !entry.path.hasPrefix("/"), "a path is empty or absolute")
            require(
                entry.path.unicodeScalars.allSatisfy { $0.value >= 0x20 },
                "a path has a control character")
            let components = entry.path.split { $0 == "/" || $0 == "\\" }
            require(components.count <= limits.componentCount, "a path is too deep")
            require(!components.contains(".."), "a path leads upwards")
        }
    }

    /// What is kept in rows comes back as it was.
    private static func checkCatalog(of listing: ConfigListing) {
        do throws(CatalogError) {
            for entry in listing.entries {
                let kept = try ListingCodec.entry(entry.json.text)
                require(kept == entry, "the catalog gives back another entry")
            }
            let notes = JSONValue.array(listing.notes.map { .string($0) }).text
            require(try ListingCodec.notes(notes) == listing.notes, "the catalog gives back other notes")
            let findings = JSONValue.array(listing.findings.map(\.json)).text
            require(
                try ListingCodec.findings(findings) == listing.findings,
                "the catalog gives back other findings")
        } catch {
            fatalError("the catalog cannot read what it has kept: \(error)")
        }
    }

    private static func checkFindings(_ listing: ConfigListing) {
        for finding in listing.findings {
            require(listing.entries.indices.contains(finding.index), "a finding has no entry")
            require(listing.entries[finding.index].path == finding.entry, "a finding names another entry")
            require(finding.line.map { $0 > 0 } ?? true, "a finding has line 0")
            checkProblem(finding.problem)
        }
    }

    private static func checkContents(of listing: ConfigListing, in file: borrowing OwnedDescriptor) {
        do throws(ArchiveFault) {
            let contents = try ConfigEntryReader.read(
                listing.entries, of: file, path: path, byteLimit: byteLimit)
            require(contents.count == listing.entries.count, "an entry that is listed is not found")
            for (index, content) in contents {
                switch content {
                case .success(let content):
                    checkContent(content, of: listing.entries[index])
                    let alone = try ConfigEntryReader.read(
                        listing.entries[index], of: file, path: path, byteLimit: byteLimit)
                    require(alone == content, "an entry read alone differs")
                case .failure(let fault): checkFault(fault)
                }
            }
        } catch {
            fatalError("an archive that is listed cannot be read: \(error)")
        }
    }

    private static func checkVars(of listing: ConfigListing, in file: borrowing OwnedDescriptor) {
        do throws(ArchiveFault) {
            let (again, vars) = try ConfigInspector.read(file, path: path, limits: limits)
            require(again == listing, "the settings change the listing")
            require(vars.vars.count <= ConfigVars.Limits.valueCount, "too many values are kept")
            require(vars.notes.count <= ConfigVars.Limits.noteCount, "too many notes are kept")
            require(ConfigVars(json: vars.json) == vars, "the settings read back from JSON are others")
            for found in vars.vars {
                let byteCount = found.names.reduce(0) { $0 + $1.utf8.count }
                require(found.names.count <= ConfigVars.Limits.depth + 1, "a path has too many names")
                require(byteCount <= ConfigVars.Limits.pathByteCount, "a path is too long")
                require(
                    (found.text ?? "").utf8.count <= ConfigVars.Limits.valueByteCount, "a value is too long")
                require(
                    found.text.map { !VarSecrets.isSecret($0, name: found.names.last) } ?? true,
                    "a secret is kept")
            }
        } catch {
            fatalError("an archive that is listed cannot be read for its settings: \(error)")
        }
    }

    private static func checkContent(_ content: ConfigEntryReader.Content, of entry: ConfigListing.Entry) {
        require(!entry.isEncrypted, "an encrypted entry was read")
        if content.isCut {
            require(content.bytes.count == byteLimit, "an entry is cut elsewhere than at the limit")
            require(entry.byteCount > byteLimit, "an entry within the limit is cut")
        } else {
            require(content.bytes.count == entry.byteCount, "an entry has another size than is listed")
            require(CRC32.of(content.bytes) == entry.crc32, "an entry has another checksum than is listed")
        }
    }

    /// An archive without a last byte is not whole.
    private static func checkCut(_ bytes: [UInt8]) {
        let file = temporaryFile(Array(bytes.dropLast()))
        if case .success = judge(file) { fatalError("an archive is accepted without its last byte") }
    }

    private static func checkFault(_ fault: ArchiveFault) {
        if case .file(let error) = fault { fatalError("\(error)") }
        checkProblem(fault.problem)
    }

    private static func checkProblem(_ problem: Problem) {
        let text = Array(problem.json.text.utf8)
        require(text.count < 1 << 14, "a problem is long")
        require(problem.detail.hasSuffix("."), "a problem is no sentence")
        require((try? JSONValue(parsing: text)) != nil, "a problem is no JSON")
    }

    private static func temporaryFile(_ bytes: [UInt8]) -> OwnedDescriptor {
        var name = Array("/dev/shm/benchd-fuzz-XXXXXX".utf8CString)
        let file = OwnedDescriptor(mkstemp(&name))
        unlink(name)
        do {
            try file.write(bytes[...], path: path)
        } catch {
            fatalError("\(error)")
        }
        return file
    }

    private static func require(_ holds: Bool, _ message: @autoclosure () -> String) {
        guard holds else { fatalError(message()) }
    }
}
