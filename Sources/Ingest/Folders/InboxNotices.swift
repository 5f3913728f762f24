import Glibc
import JSON
import Model
import System

/// Writes `inbox/.receipts/`, where a rig that can only copy files learns what became of them.
struct InboxNotices: Sendable {
    static let directoryName: FilePath = ".receipts"
    private static let sizeLimit = 1 << 20

    let directory: Directory
    private let links: Links

    /// The notices of an inbox.
    ///
    /// - Throws: `FileError` where the directories cannot be made.
    init(inbox: Directory, links: Links = Links()) throws(FileError) {
        self.links = links
        directory = try inbox.creatingDirectory(Self.directoryName)
    }

    /// Removes what was being written when the last process ended.
    ///
    /// - Throws: `FileError`.
    func removeTemporaries() throws(FileError) { try temporaries().removeContents() }

    /// Where a notice is written before it gets its name.
    func temporaries() throws(FileError) -> Directory { try directory.makingDirectory(".new") }

    /// Writes the notice of a path, replacing an older one; by digest where something else is in the way.
    ///
    /// - Throws: `FileError`.
    func write(_ outcome: Outcome, digest: Digest?, for path: FilePath, at time: Timestamp) throws(FileError)
    {
        let temporaries = try temporaries()
        if let usual = NoticePlace.usual(for: path) {
            let json = json(outcome, digest, usual, path, time)
            do {
                return try put(json, at: usual, through: temporaries)
            } catch  where error.isOfName {
                // A directory or a file of this name: no pause makes it go away.
            }
        }
        let place = NoticePlace.byDigest(of: path)
        try put(json(outcome, digest, place, path, time), at: place, through: temporaries)
    }

    /// The content of a notice at its usual place, and that place; nil where it cannot be there.
    func usual(_ notice: Notice, at time: Timestamp) -> (place: FilePath, bytes: [UInt8])? {
        guard let place = NoticePlace.usual(for: notice.path) else { return nil }
        return (place, json(notice.outcome, notice.digest, place, notice.path, time).indentedBytes)
    }

    /// Whether there is a notice of a path.
    ///
    /// - Throws: `FileError` of fstatat(2).
    func hasNotice(of path: FilePath) throws(FileError) -> Bool {
        if let usual = NoticePlace.usual(for: path), try directory.statusIfPresent(of: usual) != nil {
            return true
        }
        return try directory.statusIfPresent(of: NoticePlace.byDigest(of: path)) != nil
    }

    /// The path of the drop that a notice belongs to; nil if it is unknown.
    func path(ofNoticeAt place: FilePath) -> FilePath? {
        if NoticePlace.givesPath(place) { return place.removingSuffix(".json") }
        // A file that cannot be read or is not a notice gives no path; the sweep removes it when it is old.
        guard let bytes = try? directory.read(place, limit: Self.sizeLimit),
            let json = try? JSONValue(parsing: bytes), let path = PathMembers.path(in: json), path.isOfDrop
        else { return nil }
        return path
    }

    private func put(
        _ json: JSONValue, at place: FilePath, through temporaries: Directory
    ) throws(FileError) {
        try directory.creatingDirectory(place.directory)
            .replaceDurably(place.lastComponent, with: json.indentedBytes, through: temporaries)
    }

    private func json(
        _ outcome: Outcome, _ digest: Digest?, _ place: FilePath, _ path: FilePath, _ time: Timestamp
    ) -> JSONValue {
        .object(
            [
                .init("outcome", .string(outcome.kind.rawValue)),
                .init("uuid", .text(outcome.id?.description)),
                .init("link", .text(outcome.id.map(links.run))),
                .init("sha256", .text(digest?.description)),
                .init("at", .string(time.description)),
                .init("warnings", .array(outcome.warnings.map(\.json))),
                .init("problem", outcome.problem?.json ?? nil),
            ] + (NoticePlace.givesPath(place) ? [] : PathMembers.members(for: path)))
    }
}

/// The members of an object that keep a path, which need not be UTF-8.
enum PathMembers {
    static let names: Set<String> = ["path", "path_bytes"]

    static func members(for path: FilePath) -> [JSONValue.Member] {
        [
            .init("path", .string(path.text ?? path.description)),
            .init("path_bytes", path.text == nil ? .string(Hexadecimal.text(path.bytes)) : nil),
        ]
    }

    static func path(in json: JSONValue) -> FilePath? {
        let bytes = json["path_bytes"]?.string.flatMap(Hexadecimal.bytes).map { FilePath(bytes: $0) }
        return bytes ?? json["path"]?.string.map { FilePath($0) }
    }
}

extension FileError {
    /// Whether a name cannot be used as it is meant, however often it is tried.
    var isOfName: Bool {
        [EEXIST, EISDIR, ENOTDIR, ENOTEMPTY, ENAMETOOLONG, ELOOP].contains(errno)
    }
}
