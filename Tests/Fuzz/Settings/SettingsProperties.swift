@testable import Archives
@testable import JSON
@testable import Model

/// What must hold of the settings in a text, whatever bytes it is made of.
enum SettingsProperties {
    static func check(_ bytes: [UInt8], as file: String) {
        // An archive's reader never hands over a NUL.
        if bytes.contains(0) { return }
        let vars = read(bytes, as: file)
        require(vars == read(bytes, as: file), "a second reading differs")
        require(vars.vars.count <= ConfigVars.Limits.valueCount, "too many values are kept")
        require(ConfigVars(json: vars.json) == vars, "the settings read back from JSON are others")
        for found in vars.vars { check(found) }
        for note in vars.notes { require(note.text.hasSuffix("."), "a note is no sentence") }
    }

    private static func check(_ found: ConfigVar) {
        let byteCount = found.names.reduce(0) { $0 + $1.utf8.count }
        require(found.names.count <= ConfigVars.Limits.depth + 1, "a path has too many names")
        require(byteCount <= ConfigVars.Limits.pathByteCount, "a path is too long")
        guard let text = found.text else { return }
        require(text.utf8.count <= ConfigVars.Limits.valueByteCount, "a value is too long")
        require(!VarSecrets.isSecret(text, name: found.names.last), "a secret is kept")
    }

    private static func read(_ bytes: [UInt8], as file: String) -> ConfigVars {
        let entry = ConfigListing.Entry(
            index: 0, path: file, rawPath: nil, kind: .file, byteCount: bytes.count,
            compressedByteCount: bytes.count, method: "stored", crc32: 0, permissions: nil, modified: nil,
            isEncrypted: false, offset: 0)
        var reader = VarReader()
        reader.read(
            ScannedText(entry: entry, bytes: bytes, isCut: false, matches: SecretLines.matches(in: bytes)))
        return reader.finish([entry])
    }

    private static func require(_ holds: Bool, _ message: @autoclosure () -> String) {
        guard holds else { fatalError(message()) }
    }
}
