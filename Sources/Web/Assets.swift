import Glibc
import HTTP
import System

/// The files below templates/assets/, as they are on disk at the time of the request.
struct Assets: Sendable {
    private static let types = [
        "css": "text/css; charset=utf-8", "ico": "image/x-icon", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "mjs": "text/javascript; charset=utf-8", "png": "image/png",
        "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8", "woff2": "font/woff2",
    ]

    private let directory: Directory

    /// The assets of a template directory.
    ///
    /// - Throws: `FileError` when there are none.
    init(in templates: Directory) throws(FileError) {
        directory = try templates.directory("assets")
    }

    /// A file by the segments of its path; nil when there is none that may be served.
    func response(_ path: [String]) throws(FileError) -> Response? {
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

    /// Letters, digits and a few marks, not beginning with a dot: nothing hidden, no way up, no NUL.
    private static func isName(_ segment: String) -> Bool {
        !segment.hasPrefix(".") && !segment.isEmpty
            && segment.utf8.allSatisfy { byte in
                byte.isLetterOrDigit || "-_.".utf8.contains(byte)
            }
    }
}
