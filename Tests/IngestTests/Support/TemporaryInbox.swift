import Foundation

@testable import Ingest
@testable import System

/// An inbox of one test's own, removed with it.
final class TemporaryInbox {
    let url: URL
    let directory: Directory
    let rejections: Rejections

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "benchd-inbox-\(UUID())")
        directory = try Directory.creating(FilePath(url.path))
        rejections = Rejections(
            inbox: directory, notices: try InboxNotices(inbox: directory),
            kept: try RejectedDrops(inbox: directory))
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and returns what it is now.
    @discardableResult
    func drop(_ path: FilePath, _ content: String) throws -> FileSight {
        let parent = try directory.creatingDirectory(path.directory)
        if try parent.statusIfPresent(of: path.lastComponent) != nil { try parent.remove(path.lastComponent) }
        try parent.createDurably(path.lastComponent, with: Array(content.utf8))
        return FileSight(try parent.status(of: path.lastComponent))
    }

    /// A file's content; nil where there is none.
    func content(_ path: String) -> String? {
        (try? Data(contentsOf: url.appending(path: path))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every file and empty directory, but our own empty ones.
    func everything() throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
        return names.filter { name in
            ![".receipts", ".receipts/.new", ".rejected"].contains(name)
                && !names.contains { $0.hasPrefix(name + "/") }
        }
    }
}

/// A log that nobody reads.
let silent: LogSink = { _, _ in }
