import JSON
import Model
import System

/// What the file beside a report says that people say of the run.
struct RunNotes {
    /// Nothing where there is no such file, and where it is damaged.
    var mark = RunMark()
    /// Why the file cannot be read.
    var damage: Damage?

    /// benchd never writes a larger file: each byte of a text takes at most six in JSON.
    private static let byteLimit = 64 << 10

    /// Reads the notes of a run; what is wrong with them never costs the run.
    init(of id: RunID, in root: Directory) {
        let name = DataNames.notes(id)
        do {
            guard let status = try root.statusIfPresent(of: name) else { return }
            let path = root.path(of: name)
            try status.expectRegular("read", path)
            let bytes = try root.read(name, limit: Self.byteLimit)
            mark = try RunMark(json: try JSONValue(parsing: bytes))
        } catch {
            damage = Damage(path: root.path(of: name), reason: Self.reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        (error as? FileError).map { FileError.reason($0.errno) } ?? "\(error)"
    }
}
