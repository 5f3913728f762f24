import Model

/// What is kept of a value.
enum VarValues {
    /// Last words of keys that have the name of a file or a folder.
    private static let fileKeys: Set<String> = [
        "path", "paths", "file", "files", "filename", "dir", "directory", "folder",
    ]
    private static let pathBeginnings = ["/", "./", "../", "~/"]

    /// A value as it is kept; `text` is nil where it is too long.
    static func value(_ text: String?, name: String?, isSecret: Bool) -> ConfigVar.Value {
        if isSecret { return .withheld(.secret) }
        guard let text, text.utf8.count <= ConfigVars.Limits.valueByteCount else { return .withheld(.length) }
        return isPath(text, name: name) ? .withheld(.path) : .text(text)
    }

    /// Whether a value is the path of a file or a device and nothing else: "/dev/vdb", "{{ mount_point }}/pgdata", and
    /// "results" under "log_dir".
    ///
    /// The folder of a filesystem's results is part of how it is addressed.
    static func isPath(_ text: String, name: String?) -> Bool {
        if name == ListAddress.resultFolder { return false }
        let rest = afterTemplate(text)
        guard !rest.isEmpty, rest.utf8.allSatisfy(isPathByte) else { return false }
        if rest.startIndex > text.startIndex { return rest.hasPrefix("/") }
        return pathBeginnings.contains(where: rest.hasPrefix) || name.map(asksForFile) ?? false
    }

    /// The text without a template at its beginning.
    private static func afterTemplate(_ text: String) -> Substring {
        guard text.hasPrefix("{{") else { return text[...] }
        guard let end = text.utf8.firstIndex(of: UInt8(ascii: "}")) else { return "" }
        return text[end...].drop { $0 == "}" }
    }

    private static func asksForFile(_ name: String) -> Bool {
        fileKeys.contains(KeyWords(Array(name.utf8)[...]).text(fromEnd: 0))
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        SecretTokens.isWord(byte) || "/.~@+:".utf8.contains(byte) || byte >= 0x80
    }
}
