import Store

/// Writes `inbox/.receipts/`, where a rig that can only copy files learns what became of them.
struct InboxReceipts: Sendable {
    static let directoryName: FilePath = ".receipts"
    private static let nameByteLimit = 255

    let directory: Directory

    /// The receipts of an inbox.
    ///
    /// - Throws: `FileError` where the directories cannot be made.
    init(inbox: Directory) throws(FileError) {
        directory = try inbox.creatingDirectory(Self.directoryName)
    }

    /// Removes what was being written when the last process ended.
    ///
    /// - Throws: `FileError`.
    func removeTemporaries() throws(FileError) { try temporaries().removeContents() }

    /// Where a receipt is written before it gets its name.
    private func temporaries() throws(FileError) -> Directory { try directory.makingDirectory(".new") }

    /// Writes the receipt of a path, replacing an older one.
    ///
    /// - Throws: `FileError`.
    func write(_ outcome: Outcome, digest: Digest?, for path: FilePath, at time: Timestamp) throws(FileError)
    {
        let parent = try directory.creatingDirectory(path.directory)
        let json: JSONValue = [
            "outcome": .string(outcome.kind.rawValue),
            "uuid": .text(outcome.id?.description),
            "link": .text(outcome.link),
            "sha256": .text(digest?.description),
            "at": .string(time.description),
            "warnings": .array(outcome.warnings.map(\.json)),
            "problem": outcome.problem?.json ?? nil,
        ]
        try parent.replaceDurably(
            Self.name(for: path.lastComponent), with: json.indentedBytes, through: temporaries())
    }

    /// The file's name with `.json` behind; one too long for that is cut and told apart by its digest.
    static func name(for name: FilePath) -> FilePath {
        let full = name.adding(".json")
        if full.bytes.count <= nameByteLimit { return full }
        let digest = Digest.of(name.bytes).description.prefix(16)
        return FilePath(bytes: Array(name.bytes.prefix(nameByteLimit - 22))).adding("-\(digest).json")
    }
}
