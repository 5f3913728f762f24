import System

/// Where below `inbox/.receipts/` the receipt of a path is (docs/drop-protocol.md, "The outcome").
///
/// The path is what a rig has chosen: what its notice costs must not depend on that.
enum NoticePlace {
    /// Holds the notices that cannot be where their paths say; no drop has a hidden directory.
    static let byDigest: FilePath = ".by-digest"
    /// Each directory is made with a sync of its own.
    static let deepest = 32
    static let longest = 1024
    private static let nameByteLimit = 255

    /// The place that the path itself names; nil where that is too deep or too long, or may be another's notice.
    static func usual(for path: FilePath) -> FilePath? {
        let above = path.directory.components
        guard path.bytes.count <= longest, above.count <= deepest, !above.contains(where: cannotBe) else {
            return nil
        }
        return path.directory.appending(name(for: path.lastComponent))
    }

    /// The place that every path has.
    static func byDigest(of path: FilePath) -> FilePath {
        byDigest.appending("\(Digest.of(path.bytes)).json")
    }

    /// Whether the place of a notice gives the path of its drop.
    static func givesPath(_ place: FilePath) -> Bool {
        !place.isBelow(byDigest) && place.lastComponent.bytes.count < nameByteLimit
    }

    /// The file's name and `.json`; a name that gets too long is cut and made unique by its digest.
    static func name(for name: FilePath) -> FilePath {
        let full = name.adding(".json")
        if full.bytes.count <= nameByteLimit { return full }
        let digest = Digest.of(name.bytes).description.prefix(16)
        return FilePath(bytes: Array(name.bytes.prefix(nameByteLimit - 22))).adding("-\(digest).json")
    }

    /// Whether a directory's name is too long, or like that of a notice.
    private static func cannotBe(_ directory: FilePath) -> Bool {
        let count = directory.bytes.count
        return count > nameByteLimit || directory.hasSuffix(".json.json") || directory.hasSuffix(".zip.json")
            || (count == nameByteLimit && directory.hasSuffix(".json"))
    }
}

extension FilePath {
    /// Whether a drop in an inbox can have this path, as far as that is known without a look.
    var isOfDrop: Bool {
        !isEmpty && !hasPrefix("/") && bytes.count < Self.byteLimit && !bytes.contains(0)
            && components.allSatisfy { !$0.isHidden && $0.bytes.count <= Self.nameByteLimit }
    }

    /// PATH_MAX, with the NUL at the end; so it has no more than half as many directories.
    private static let byteLimit = 4096
    private static let nameByteLimit = 255
}
