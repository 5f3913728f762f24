import Glibc
import Testing

@testable import Ingest
@testable import Model
@testable import System

/// Notices that are written together.
@Suite struct `Notices of a group` {
    private let inbox: TemporaryInbox
    private let notices: InboxNotices

    init() throws {
        inbox = try TemporaryInbox()
        notices = try InboxNotices(inbox: inbox.directory)
    }

    private func notice(_ path: FilePath) throws -> Notice {
        let id = try #require(RunID("01a22253-ad18-7000-8f99-81162435e848"))
        return Notice(outcome: .filed(.accepted, id), digest: nil, path: path)
    }

    private var temporaries: [FilePath] {
        get throws { try notices.directory.directory(".new").names() }
    }

    @Test func `are each at the place of its path`() throws {
        let paths: [FilePath] = [
            "a.json", "rig-1/x/r.json", "rig-1/y/r.json", "rig-1/y/z/r.json", "rig-2/r.json",
        ]
        for _ in 0..<2 {
            let failures = notices.write(try paths.map(notice), at: .now())
            #expect(failures == paths.map { _ in nil })
        }
        for path in paths {
            #expect(inbox.content(".receipts/\(path).json")?.contains("\"accepted\"") == true)
        }
        #expect(try temporaries.isEmpty)
    }

    @Test func `are written one by one where one cannot have its usual place`() throws {
        let tooDeep = FilePath(String(repeating: "d/", count: 40) + "r.json")
        try inbox.drop(".receipts/rig/b.json.json/in-the-way", "x")
        let paths: [FilePath] = ["rig/a.json", "rig/b.json", tooDeep, "rig/c.json"]
        let failures = notices.write(try paths.map(notice), at: .now())
        #expect(failures == [nil, nil, nil, nil])
        for path in ["rig/a.json", "rig/c.json"] {
            #expect(inbox.content(".receipts/\(path).json")?.contains("\"accepted\"") == true)
        }
        for path in ["rig/b.json", tooDeep] {
            #expect(
                inbox.content(".receipts/\(NoticePlace.byDigest(of: path))")?.contains("\"accepted\"") == true
            )
        }
        #expect(try temporaries.isEmpty)
    }

    @Test func `that cannot be written say so, each for its drop`() throws {
        try inbox.directory.directory(".receipts").removeContents()
        try inbox.directory.removeDirectory(".receipts")
        let failures = notices.write(try ["a.json", "rig/b.json"].map(notice), at: .now())
        #expect(failures.map { $0?.errno == ENOENT } == [true, true])
    }
}
