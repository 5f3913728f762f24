import JSON
import System

/// Which members are refused: no archive that benchd serves may harm whoever unpacks it.
enum EntryRules {
    static func check(_ record: ZipCentralRecord, limits: ArchiveLimits) throws(ArchiveFault) {
        let path = ZipNames.path(of: record).text
        func refuse(_ reason: String) -> ArchiveFault {
            .unsafe(
                reason: "the member \(JSONPointer.quoted(path)) \(reason)", entry: String(path.prefix(200)))
        }
        for count in [record.name.count, path.utf8.count] where count > limits.nameByteCount {
            // A guess at the code page may have more bytes than the name itself.
            if count == record.name.count || record.unicodePath != nil {
                throw refuse("has a name of \(count) bytes, and \(limits.nameByteCount) are allowed")
            }
        }
        if path.isEmpty { throw refuse("has no name") }
        // Which of its two names counts is up to the one who unpacks.
        let names = record.unicodePath == nil ? [path] : [path, ZipNames.codePage437(record.name)]
        for name in names {
            if let fault = fault(of: name, limits: limits) { throw refuse(fault) }
        }
        if record.isLinkByExtraField { throw refuse("is a link") }
        switch record.type {
        // Where links lead is known only when they are read (`ArchiveLinks`).
        case .unknown, .file, .directory, .pipe, .symbolicLink: break
        case .special: throw refuse("is a device or a socket")
        }
        if let reason = contradiction(in: record, names: names) {
            throw .damaged(reason: "the member \(JSONPointer.quoted(path)) \(reason)", entry: path)
        }
    }

    /// What two unpackers would read in two ways.
    private static func contradiction(in record: ZipCentralRecord, names: [String]) -> String? {
        if record.flags & 0x2000 != 0 {
            return "has the flag of an encrypted central directory"
        }
        if record.repeatsField { return "has an extra field twice" }
        let isDirectoryByName = names.contains { $0.utf8.last.map(isSlash) ?? false }
        if record.type == .symbolicLink {
            return isDirectoryByName || record.externalAttributes & 0x10 != 0
                ? "is a link and a directory" : nil
        }
        if record.byteCount > 0, isDirectoryByName || record.isDirectoryByAttributes {
            return "is a directory and has content"
        }
        return nil
    }

    private static func fault(of path: String, limits: ArchiveLimits) -> String? {
        if path.utf8.contains(0) { return "has a NUL in its name" }
        if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            return "has a control character in its name"
        }
        if isAbsolute(path) { return "has an absolute path" }
        if hasDriveLetter(path) { return "begins with a drive letter" }
        let components = components(path)
        if components.count > limits.componentCount {
            return "lies \(components.count) levels deep, and \(limits.componentCount) are allowed"
        }
        return components.contains(where: leadsUpwards) ? "leads upwards with '..'" : nil
    }

    /// The parts of a path between slashes of either kind.
    ///
    /// By bytes, as unpackers read it: to `String` a slash with a combining character after it is no slash.
    static func components(_ path: String) -> [Substring.UTF8View] {
        path.utf8.split { isSlash($0) }
    }

    static func isAbsolute(_ path: String) -> Bool { path.utf8.first.map(isSlash) ?? false }

    static func hasDriveLetter(_ path: String) -> Bool {
        path.utf8.dropFirst().first == UInt8(ascii: ":") && path.utf8.first?.isLetter == true
    }

    // Windows drops points and spaces at the end of a name: two points and a space are two points there.
    static func leadsUpwards(_ component: Substring.UTF8View) -> Bool {
        component.starts(with: "..".utf8)
            && component.allSatisfy { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }
    }

    static func isSlash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }
}
