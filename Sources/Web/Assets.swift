import Glibc
import HTTP
import System

/// The files below templates/assets/, as they are on disk at the time of the request.
///
/// Pages load them below their version, `/assets/v0123456789abcdef/css/base.css`, so that browsers need not ask again. A version
/// is of all files as they were when the templates were read; it never comes back. A file that has changed since then, and one
/// of another version, may not be kept.
struct Assets: Sendable {
    /// The first segment of the addresses that pages use.
    let version: String
    private let tags: [String: EntityTag]
    private static let types = [
        "css": "text/css; charset=utf-8", "ico": "image/x-icon", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "mjs": "text/javascript; charset=utf-8", "png": "image/png",
        "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8", "woff2": "font/woff2",
    ]

    private let directory: Directory

    /// How deep directories may lie.
    private static let depthLimit = 8

    /// The assets of a template directory.
    ///
    /// - Throws: `FileError` when there are none.
    init(in templates: Directory) throws(FileError) {
        directory = try templates.directory("assets")
        tags = try Self.tags(in: directory, at: [])
        let lines = tags.map { "\($0.key) \($0.value)\n" }.sorted()
        var hasher = DigestHasher()
        hasher.update(Array(lines.joined().utf8)[...])
        version = "v" + hasher.finish().description.prefix(16)
    }

    /// The tag of each file that may be served, by its path.
    private static func tags(
        in directory: Directory, at path: [String]
    ) throws(FileError) -> [String: EntityTag] {
        guard path.count < depthLimit else { return [:] }
        var tags: [String: EntityTag] = [:]
        for name in try directory.names().compactMap(\.text) where isName(name) {
            // An editor's own files come and go.
            guard let status = try directory.statusIfPresent(of: FilePath(name)) else { continue }
            if status.kind == .directory {
                let inner = try Self.tags(in: try directory.directory(FilePath(name)), at: path + [name])
                tags.merge(inner) { first, _ in first }
            } else if status.kind == .regular {
                tags[(path + [name]).joined(separator: "/")] = tag(status)
            }
        }
        return tags
    }

    /// A file by the segments of its path, with its version or without; nil when there is none that may be served.
    func response(_ path: [String]) throws(FileError) -> Response? {
        guard let first = path.first, Self.isVersion(first) else { return try file(path) }
        let own = Array(path.dropFirst())
        var response = try file(own)
        if first == version, response?.entityTag == tags[own.joined(separator: "/")] {
            // RFC 8246: what is kept need not be asked for again.
            response?.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        }
        return response
    }

    private func file(_ path: [String]) throws(FileError) -> Response? {
        guard path.allSatisfy(Self.isName), let name = path.last,
            let type = Self.types[name.split(separator: ".").last.map(String.init) ?? ""]
        else { return nil }
        let file = FilePath(path.joined(separator: "/"))
        guard let (slice, status) = try open(file) else { return nil }
        var response = Response.file(
            slice, type: type, tag: Self.tag(status), modified: Int(status.modified / 1_000_000_000))
        // A compressed form that is older may be of something else.
        if let (gzipped, twin) = try open(file.adding(".gz")), twin.modified >= status.modified {
            response.gzipped = gzipped
        }
        return response
    }

    private func open(_ path: FilePath) throws(FileError) -> (FileSlice, FileStatus)? {
        do {
            let file = try directory.openForReading(path)
            let status = try file.status(path: directory.path(of: path))
            guard status.kind == .regular else { return nil }
            return (
                FileSlice(file: OpenFile(takingOver: file.release()), length: UInt64(status.byteCount)),
                status
            )
        } catch  where error.isMissing || error.errno == ELOOP {
            return nil
        }
    }

    /// The kernel sets the time of change, so it differs also when an editor keeps size and modification time.
    private static func tag(_ status: FileStatus) -> EntityTag {
        let numbers = [UInt64(status.byteCount), UInt64(bitPattern: status.changed), status.identity.inode]
        return EntityTag(numbers.map { String($0, radix: 16) }.joined(separator: "-"))
    }

    private static func isVersion(_ segment: String) -> Bool {
        segment.utf8.count == 17 && segment.hasPrefix("v")
            && segment.utf8.dropFirst().allSatisfy { $0.hexDigitValue != nil }
    }

    /// Letters, digits and a few marks, not beginning with a dot: nothing hidden, no way up, no NUL.
    private static func isName(_ segment: String) -> Bool {
        !segment.hasPrefix(".") && !segment.isEmpty
            && segment.utf8.allSatisfy { byte in
                byte.isLetterOrDigit || "-_.".utf8.contains(byte)
            }
    }
}
