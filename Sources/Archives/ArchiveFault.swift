import JSON
package import Model
package import System

/// Why a file is not a config archive that benchd files.
package enum ArchiveFault: Error, Equatable, Sendable {
    /// Not a zip at all.
    case notZip
    /// A zip that was cut off: with more bytes it could become whole.
    case truncated
    /// A zip whose parts contradict each other.
    case damaged(reason: String, entry: String?)
    /// A zip that could do harm, or is above a limit.
    case unsafe(reason: String, entry: String?)
    /// Links that lead out of the archive, so many of them; the first one and its target.
    case linksOut(count: Int, entry: String, target: String)
    case tooLarge(byteCount: Int, limit: Int)
    /// An entry that only its password opens.
    case encrypted(entry: String)
    /// An entry packed by a method that benchd does not unpack.
    case unsupported(method: String, entry: String)
    case file(FileError)

    /// Whether more bytes could make it an archive.
    package var endsEarly: Bool { self == .truncated }

    /// The fault as its sender gets it.
    package var problem: Problem {
        switch self {
        case .notZip:
            Problem(.configNotZip, "The config archive is not a zip file; pack the vars directory with zip.")
        case .truncated:
            Problem(
                .configDamaged, "The config archive ends before its central directory; send it again in full."
            )
        case .damaged(let reason, let entry):
            Problem(
                .configDamaged, "The config archive is damaged: \(reason); pack it again and send it.",
                members: Self.members(entry))
        case .unsafe(let reason, let entry):
            Problem(
                .configUnsafe,
                "The config archive is refused: \(reason); correct that, pack it again and send it.",
                members: Self.members(entry))
        case .linksOut(let count, let entry, let target):
            Problem(
                .configUnsafe,
                "The config archive is refused: \(count == 1 ? "1 link leads" : "\(count) links lead") out of the archive,"
                    + "\(count == 1 ? "" : " the first is") \(JSONPointer.quoted(entry)) to \(JSONPointer.quoted(target));"
                    + " pack the files themselves (zip without -y, rsync -L, tar -h) or leave the links out, and send it again.",
                members: Self.members(entry) + [.init("links", .integer(count))])
        case .tooLarge(let byteCount, let limit):
            Problem(
                .configTooLarge,
                "The config archive has \(byteCount) bytes, and \(limit) are allowed;"
                    + " leave out what is not configuration or raise --max-config.",
                members: [.init("bytes", .integer(byteCount)), .init("limit", .integer(limit))])
        case .encrypted(let entry):
            Problem(
                .configEncrypted,
                "The member \(JSONPointer.quoted(entry)) is encrypted; download the archive and open it with its password.",
                members: Self.members(entry))
        case .unsupported(let method, let entry):
            Problem(
                .configUnsupported,
                "The member \(JSONPointer.quoted(entry)) is compressed with \(method); only stored and deflated members"
                    + " are opened here; download the archive.",
                members: Self.members(entry))
        case .file(let error): Problem(error)
        }
    }

    private static func members(_ entry: String?) -> [JSONValue.Member] {
        entry.map { [.init("entry", .string($0))] } ?? []
    }
}

/// How large an archive may be and claim to be.
package struct ArchiveLimits: Equatable, Sendable {
    package var byteCount: Int
    package var entryCount = 10_000
    package var nameByteCount = 1024
    package var componentCount = 64
    package var uncompressedByteCount = 4 << 30

    /// Limits with this size for the archive itself and the documented ones for the rest.
    package init(byteCount: Int) {
        self.byteCount = byteCount
    }
}
