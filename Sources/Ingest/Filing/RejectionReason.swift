import Store

/// What `reason.json` says: the problem, where the drop came from, and which files it was.
struct RejectionReason: Equatable {
    /// Nil where another version of benchd, or someone's hand, wrote it.
    let problem: Problem?
    let origin: FilePath
    let at: Timestamp?
    /// Where the files lay when they were rejected.
    let files: [FilePath]
    let digests: [Digest]
}

extension RejectionReason {
    private static let ownMembers: Set<String> = ["path", "path_bytes", "at", "sha256", "file_bytes"]

    /// The problem's members, then ours.
    var json: JSONValue {
        .object(
            (problem?.json.members ?? []) + [
                .init("path", .string(origin.text ?? origin.description)),
                .init("path_bytes", origin.text == nil ? .string(Hexadecimal.text(origin.bytes)) : nil),
                .init("at", .text(at?.description)),
                .init("sha256", .array(digests.map { .string($0.description) })),
                .init("file_bytes", .array(files.map { .string(Hexadecimal.text($0.bytes)) })),
            ])
    }

    /// Reads back what `json` wrote; nil for anything else, and for a path that no drop can have.
    init?(json: JSONValue) {
        let bytes = json["path_bytes"]?.string.flatMap(Hexadecimal.bytes).map { FilePath(bytes: $0) }
        guard let origin = bytes ?? json["path"]?.string.map({ FilePath($0) }), Self.isOfDrop(origin) else {
            return nil
        }
        self.origin = origin
        let members = json.members ?? []
        problem = Problem(json: .object(members.filter { !Self.ownMembers.contains($0.key) }))
        at = json["at"]?.string.flatMap(Timestamp.init)
        digests = (json["sha256"]?.elements ?? []).compactMap { $0.string.flatMap(Digest.init) }
        files = (json["file_bytes"]?.elements ?? []).compactMap {
            $0.string.flatMap(Hexadecimal.bytes).map { FilePath(bytes: $0) }
        }
    }

    /// Whoever can drop a report can drop a `reason.json` as well.
    private static func isOfDrop(_ path: FilePath) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && path.components.allSatisfy { !$0.isHidden }
    }
}
