package import Model
package import System

/// `data/.fatal`: the runs that a thread was working on when a signal ended the process, by the version of the program.
///
/// A line is "VERSION ID". The handler of the signal adds lines. What another version has met may be mended in this one, so it
/// is forgotten at start; removing the file forgets all.
package struct FatalRecord: ~Copyable {
    package static let name: FilePath = ".fatal"
    private static let largest = 1 << 20

    /// The runs that this version has met, which are shown as text.
    package let runs: Set<RunID>
    private let directory: OwnedDescriptor

    /// Reads the record in a data folder that is locked.
    ///
    /// - Throws: `FileError` of a file that cannot be read or removed.
    package init(in data: FilePath, version: String) throws(FileError) {
        let folder = try Directory(data)
        let lines = try Self.lines(in: folder)
        let own = lines.compactMap { Self.run(in: $0, version: version) }
        if own.isEmpty, !lines.isEmpty { try folder.remove(Self.name) }
        directory = try folder.openForReading("")
        runs = Set(own)
    }

    /// Gives the data folder's descriptor to the handler, which needs it as long as the process lives.
    consuming func release() -> CInt { directory.release() }

    private static func lines(in folder: Directory) throws(FileError) -> [Substring] {
        guard try folder.statusIfPresent(of: name)?.kind == .regular else { return [] }
        let bytes = try folder.read(name, limit: largest)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private static func run(in line: Substring, version: String) -> RunID? {
        let fields = line.split(separator: " ")
        guard fields.count == 2, fields[0] == version else { return nil }
        return RunID(String(fields[1]))
    }
}
