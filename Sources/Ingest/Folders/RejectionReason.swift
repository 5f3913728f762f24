import JSON
import Model
import System

/// What `reason.json` says: the problem, where the drop came from, and which files it was.
struct RejectionReason: Equatable {
    /// Nil where another version of benchd, or someone's hand, wrote it.
    let problem: Problem?
    let origin: FilePath
    let at: Timestamp?
    let files: [FileMark]
}

extension RejectionReason {
    private static let ownMembers = PathMembers.names.union([
        "at", "sha256", "file_bytes", "file_sizes", "file_modified_ns",
    ])

    /// The problem's members, then ours.
    var json: JSONValue {
        .object(
            (problem?.json.members ?? []) + PathMembers.members(for: origin) + [
                .init("at", .text(at?.description)),
                .init("sha256", .array(files.map { .text($0.digest?.description) })),
                .init("file_bytes", .array(files.map { .string(Hexadecimal.text($0.path.bytes)) })),
                .init("file_sizes", .array(files.map { Self.json($0.byteCount.map(Int64.init)) })),
                .init("file_modified_ns", .array(files.map { Self.json($0.modified) })),
            ])
    }

    private static func json(_ number: Int64?) -> JSONValue { number.map { .number(String($0)) } ?? .null }

    /// Reads back what `json` wrote; nil for anything else, and for a path that no drop can have.
    init?(json: JSONValue) {
        // Whoever can drop a report can drop a `reason.json` as well.
        guard let origin = PathMembers.path(in: json), origin.isOfDrop else { return nil }
        self.origin = origin
        let members = json.members ?? []
        problem = Problem(json: .object(members.filter { !Self.ownMembers.contains($0.key) }))
        at = json["at"]?.string.flatMap(Timestamp.init)
        files = Self.files(json)
    }

    private static func files(_ json: JSONValue) -> [FileMark] {
        let sizes = json["file_sizes"]?.elements ?? []
        let times = json["file_modified_ns"]?.elements ?? []
        let digests = json["sha256"]?.elements ?? []
        return (json["file_bytes"]?.elements ?? []).enumerated().compactMap { index, path in
            path.string.flatMap(Hexadecimal.bytes).map { bytes in
                FileMark(
                    path: FilePath(bytes: bytes),
                    byteCount: number(in: sizes, index).flatMap { Int(exactly: $0) },
                    modified: number(in: times, index),
                    digest: element(of: digests, index)?.string.flatMap(Digest.init))
            }
        }
    }

    private static func element(of elements: [JSONValue], _ index: Int) -> JSONValue? {
        elements.indices.contains(index) ? elements[index] : nil
    }

    private static func number(in elements: [JSONValue], _ index: Int) -> Int64? {
        if case .number(let text)? = element(of: elements, index) { Int64(text) } else { nil }
    }
}
