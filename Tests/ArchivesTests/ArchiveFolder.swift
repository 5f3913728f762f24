import TestSupport

@testable import Archives
@testable import Model
@testable import System

/// Where a test puts an archive to have it judged.
struct ArchiveFolder: ~Copyable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func list(
        _ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits(byteCount: 1 << 22)
    ) throws -> ConfigListing {
        try folder.write(bytes, to: "a.zip")
        let file = try Directory(folder.path).openForReading("a.zip")
        return try ConfigInspector.list(file, path: "a.zip", limits: limits)
    }

    func fault(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits(byteCount: 1 << 22)) -> ArchiveFault? {
        do {
            _ = try list(bytes, limits: limits)
            return nil
        } catch {
            return error as? ArchiveFault
        }
    }

    func read(_ index: Int, of bytes: [UInt8], byteLimit: Int = 1 << 20) throws -> ConfigEntryReader.Content {
        let entries = try list(bytes).entries
        guard entries.indices.contains(index) else {
            throw ArchiveFault.damaged(reason: "no entry", entry: nil)
        }
        let entry = entries[index]
        let file = try Directory(folder.path).openForReading("a.zip")
        return try ConfigEntryReader.read(entry, of: file, path: "a.zip", byteLimit: byteLimit)
    }
}
