import Foundation
import Testing

@testable import Ingest
@testable import Model
@testable import System

@Suite struct `A rejection` {
    let problem = Problem(.reportSyntax, "bad")
    let time = Timestamp(milliseconds: 1_700_000_000_123)
    let name = "20231114T221320.123Z-x.json"

    private func reject(_ paths: [FilePath], in inbox: TemporaryInbox) throws {
        let files = try paths.map { path in
            let content = "content of \(path)"
            return Rejections.File(
                path: path, sight: try inbox.drop(path, content), digest: Digest.of(Array(content.utf8)))
        }
        _ = try inbox.rejections.keep(files, origin: paths[0], problem: problem, at: time, log: silent)
    }

    private func expectWhole(_ inbox: TemporaryInbox) throws {
        #expect(
            try inbox.everything() == [
                ".receipts/rig/x.json.json", ".rejected/\(name)/reason.json", ".rejected/\(name)/x.json",
                ".rejected/\(name)/x.zip", "rig",
            ])
        #expect(inbox.content(".rejected/\(name)/x.zip") == "content of rig/x.zip")
        #expect(inbox.content(".receipts/rig/x.json.json")?.contains("\"rejected\"") == true)
    }

    @Test func `keeps the files, says why, and writes the notice`() throws {
        let inbox = try TemporaryInbox()
        try reject(["rig/x.json", "rig/x.zip"], in: inbox)
        try expectWhole(inbox)
    }

    /// What undoes the last steps of a rejection, one more each.
    enum Stop: CaseIterable {
        case beforeItsName, beforeTheReceipt, betweenTheFiles
    }

    @Test(arguments: Stop.allCases)
    func `goes on from wherever it stopped`(_ stop: Stop) throws {
        let inbox = try TemporaryInbox()
        try reject(["rig/x.json", "rig/x.zip"], in: inbox)
        let rejected = try inbox.directory.directory(".rejected")
        try rejected.rename(FilePath(name), into: rejected, as: FilePath(".new-\(name)"))
        if stop != .beforeItsName { try inbox.directory.remove(".receipts/rig/x.json.json") }
        if stop == .betweenTheFiles {
            try rejected.directory(FilePath(".new-\(name)"))
                .rename("x.zip", into: inbox.directory.directory("rig"), as: "x.zip")
        }
        try inbox.rejections.resume(log: silent)
        try expectWhole(inbox)
    }

    @Test func `is forgotten where nothing was moved yet`() throws {
        let inbox = try TemporaryInbox()
        try reject(["rig/x.json"], in: inbox)
        let rejected = try inbox.directory.directory(".rejected")
        try rejected.rename(FilePath(name), into: rejected, as: FilePath(".new-\(name)"))
        try rejected.directory(FilePath(".new-\(name)"))
            .rename("x.json", into: inbox.directory.directory("rig"), as: "x.json")
        try inbox.directory.remove(".receipts/rig/x.json.json")
        try inbox.rejections.resume(log: silent)
        #expect(try inbox.everything() == [".receipts/rig", "rig/x.json"])
    }

    @Test(arguments: [true, false])
    func `has no half copy of a file, whether the whole one is still there or not`(_ isThere: Bool) throws {
        let inbox = try TemporaryInbox()
        try reject(["rig/x.json", "rig/x.zip"], in: inbox)
        let rejected = try inbox.directory.directory(".rejected")
        try rejected.rename(FilePath(name), into: rejected, as: FilePath(".new-\(name)"))
        let unfinished = try rejected.directory(FilePath(".new-\(name)"))
        if isThere {
            try unfinished.rename("x.zip", into: inbox.directory.directory("rig"), as: "x.zip")
        } else {
            try unfinished.remove("x.zip")
        }
        try unfinished.createDurably(".copy", with: Array("content of".utf8))
        try inbox.rejections.resume(log: silent)
        #expect(
            try unfinished.names().map(\.description).sorted()
                == ["reason.json", "x.json"] + (isThere ? ["x.zip"] : []))
    }

    @Test func `leaves what has changed since it was judged`() throws {
        let inbox = try TemporaryInbox()
        let old = try inbox.drop("rig/x.json", "bad")
        try inbox.drop("rig/x.json", "good")
        _ = try inbox.rejections.keep(
            [.init(path: "rig/x.json", sight: old, digest: Digest.of(Array("bad".utf8)))],
            origin: "rig/x.json", problem: problem, at: time,
            log: silent)
        #expect(try inbox.everything() == ["rig/x.json"])
    }

    @Test func `that cannot write its notice is finished later`() throws {
        let inbox = try TemporaryInbox()
        // A file where notices are written before they get their names.
        try inbox.drop(".receipts/.new", "in the way")
        #expect(throws: FileError.self) { try reject(["rig/x.json"], in: inbox) }
        #expect(throws: FileError.self) { try inbox.rejections.resume(log: silent) }
        try inbox.directory.remove(".receipts/.new")
        try inbox.rejections.resume(log: silent)
        #expect(
            try inbox.everything() == [
                ".receipts/rig/x.json.json", ".rejected/\(name)/reason.json", ".rejected/\(name)/x.json",
                "rig",
            ])
    }

    @Test func `of the same bytes from the same path replaces the earlier one`() throws {
        let inbox = try TemporaryInbox()
        for minute in 0..<3 {
            let sight = try inbox.drop("x.json", "bad")
            _ = try inbox.rejections.keep(
                [.init(path: "x.json", sight: sight, digest: Digest.of(Array("bad".utf8)))], origin: "x.json",
                problem: problem,
                at: Timestamp(milliseconds: time.milliseconds + Int64(minute) * 60_000), log: silent)
        }
        #expect(try inbox.rejections.kept.newest(10).drops.map(\.name) == ["20231114T221520.123Z-x.json"])
    }

    @Test(arguments: [
        "", "/etc/x.json", "../x.json", "rig/../../x.json", ".rejected/x.json", "rig/\0/x.json",
        String(repeating: "x", count: 256) + "/x.json", String(repeating: "x/", count: 2048) + "x.json",
    ])
    func `tells no path that no drop can have`(_ path: String) throws {
        let json = RejectionReason(
            problem: problem, origin: FilePath(path), at: time, files: []
        ).json
        #expect(RejectionReason(json: json) == nil)
    }
}
