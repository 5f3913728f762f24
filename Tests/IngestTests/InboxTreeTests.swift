import CLinux
import Foundation
import Glibc
import Testing

@testable import Ingest
@testable import System

@Suite struct `The tree of the inbox` {
    let inbox: TemporaryInbox
    let inotify: Inotify
    var tree: InboxTree

    init() throws {
        inbox = try TemporaryInbox()
        inotify = try Inotify()
        tree = InboxTree(root: inbox.directory, at: FilePath(inbox.url.path), inotify: inotify)
        _ = tree.scan("")
        _ = try inotify.events()
    }

    /// What the notices that are there mean, without the statuses.
    private mutating func noticed() throws -> [String] {
        summaries(tree.sightings(of: try inotify.events()))
    }

    private func summaries(_ sightings: [InboxTree.Sighting]) -> [String] {
        sightings.map { sighting in
            switch sighting {
            case .file(let path, _, let cause): "\(cause) \(path)"
            case .temporary(let path, _): "temporary \(path)"
            case .other(let path): "other \(path)"
            case .leftover(let directory): "leftover in \(directory)"
            case .lost(let path): "lost \(path)"
            case .mustScan(let path, let reason): "scan \(path)\(reason.map { ": \($0)" } ?? "")"
            }
        }
    }

    private func move(_ old: String, _ new: String) throws {
        try FileManager.default.moveItem(
            at: inbox.url.appending(path: old), to: inbox.url.appending(path: new))
    }

    @Test mutating func `tells what a scan finds, and leaves hidden names alone`() throws {
        try inbox.drop("rig/a.json", "")
        try inbox.drop("rig/config.zip.part", "")
        try inbox.drop("rig/notes.txt", "")
        try inbox.drop("rig/.hidden.json", "")
        try inbox.drop("rig/reason.json", "")
        try inbox.drop("rig/.taken/b.json", "")
        #expect(
            summaries(tree.scan("")).sorted() == [
                "complete rig/a.json", "leftover in rig", "other rig/notes.txt",
                "temporary rig/config.zip.part",
            ])
    }

    @Test mutating func `names that were exchanged are both there`() throws {
        try inbox.drop("a.json", "a")
        try inbox.drop("b.json", "b")
        _ = try inotify.events()
        let renamed = renameat2(
            AT_FDCWD, inbox.url.appending(path: "a.json").path, AT_FDCWD,
            inbox.url.appending(path: "b.json").path, UInt32(RENAME_EXCHANGE))
        try #require(renamed == 0)
        #expect(Set(try noticed()) == ["complete a.json", "complete b.json"])
    }

    @Test mutating func `a directory that moves is known by its new name alone`() throws {
        try inbox.drop("old/deep/a.json", "")
        _ = tree.scan("old")
        _ = try inotify.events()
        try move("old", "new")
        #expect(try noticed() == ["scan old", "scan new"])
        #expect(tree.scan("old").isEmpty)
        #expect(summaries(tree.scan("new")) == ["complete new/deep/a.json"])
        try inbox.drop("new/deep/b.json", "")
        #expect(Set(try noticed()) == ["changing new/deep/b.json", "complete new/deep/b.json"])
    }

    @Test mutating func `a directory that has left tells nothing more`() throws {
        try inbox.drop("rig/a.json", "")
        _ = tree.scan("rig")
        let away = inbox.url.deletingLastPathComponent().appending(path: "benchd-away-\(UUID())")
        defer { try? FileManager.default.removeItem(at: away) }
        try FileManager.default.moveItem(at: inbox.url.appending(path: "rig"), to: away)
        _ = try noticed()
        try Data("x".utf8).write(to: away.appending(path: "b.json"))
        #expect(try noticed() == [])
    }

    @Test mutating func `a watch that ended is made again`() throws {
        try inbox.drop("rig/a.json", "")
        _ = tree.scan("rig")
        _ = try inotify.events()
        // The kernel numbers watches in order: the directory's own was made last.
        let last = try inotify.watch(inbox.directory.directory("rig"))
        inotify.unwatch(last)
        #expect(try noticed() == ["scan rig: its inotify watch ended"])
        _ = tree.scan("rig")
        try inbox.drop("rig/b.json", "")
        #expect(try noticed().contains("complete rig/b.json"))
    }

    @Test mutating func `another directory under a name is watched even where its notices were lost`() throws
    {
        try inbox.drop("rig/a.json", "")
        _ = tree.scan("rig")
        try move("rig", "old")
        try inbox.drop("rig/b.json", "")
        _ = try inotify.events()
        _ = tree.scan("")
        try inbox.drop("rig/c.json", "")
        try inbox.drop("old/d.json", "")
        #expect(Set(try noticed()).isSuperset(of: ["complete rig/c.json", "complete old/d.json"]))
    }

    @Test mutating func `its own removal is told by the directory above`() throws {
        try FileManager.default.removeItem(at: inbox.url)
        #expect(try noticed().contains("scan "))
    }
}
