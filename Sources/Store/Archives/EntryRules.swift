/// What an entry may not be: nothing benchd serves should harm the one who unpacks it.
enum EntryRules {
    static func check(_ record: ZipCentralRecord, path: String, limits: ArchiveLimits) throws(ArchiveFault) {
        func refuse(_ reason: String) -> ArchiveFault {
            .unsafe(
                reason: "the entry \(JSONPointer.quoted(path)) \(reason)", entry: String(path.prefix(200)))
        }
        if record.name.count > limits.nameByteCount {
            throw refuse("has a name of \(record.name.count) bytes, and \(limits.nameByteCount) are allowed")
        }
        if record.name.contains(0) || path.unicodeScalars.contains("\0") {
            throw refuse("has a NUL in its name")
        }
        if path.isEmpty { throw refuse("has no name") }
        if path.hasPrefix("/") || path.hasPrefix("\\") { throw refuse("has an absolute path") }
        if path.utf8.dropFirst().first == UInt8(ascii: ":"), path.utf8.first.map(isLetter) == true {
            throw refuse("begins with a drive letter")
        }
        let components = path.split(separator: "/")
        if components.count > limits.componentCount {
            throw refuse("lies \(components.count) levels deep, and \(limits.componentCount) are allowed")
        }
        if path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains("..") {
            throw refuse("leads upwards with '..'")
        }
        if let mode = record.unixMode { try checkType(mode, refuse) }
    }

    private static func checkType(
        _ mode: UInt32, _ refuse: (String) -> ArchiveFault
    ) throws(ArchiveFault) {
        switch mode & 0o170000 {
        case 0, 0o100000, 0o040000: return
        case 0o120000: throw refuse("is a symbolic link")
        default: throw refuse("is a device, a FIFO or a socket")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
