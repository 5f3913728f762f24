import Foundation
import Glibc
import Testing

@testable import Ingest
@testable import System

@Suite struct `A source that ended` {
    let inbox: TemporaryInbox
    let removal: SourceRemoval

    init() throws {
        inbox = try TemporaryInbox()
        removal = SourceRemoval(inbox: inbox.directory)
    }

    @Test func `is removed, and nothing is left of the way it went`() throws {
        let sight = try inbox.drop("rig/x.json", "filed")
        try removal.remove("rig/x.json", ifStill: sight)
        #expect(try inbox.everything() == ["rig"])
    }

    @Test func `stays where another file has its name`() throws {
        let sight = try inbox.drop("rig/x.json", "filed")
        try inbox.drop("rig/x.json", "next")
        try removal.remove("rig/x.json", ifStill: sight)
        #expect(try inbox.everything() == ["rig/x.json"])
    }

    @Test func `whose other name was taken away stays, to be read again`() throws {
        let sight = try inbox.drop("rig/x.json", "filed")
        let file = inbox.url.appending(path: "rig/x.json")
        let twin = inbox.url.appending(path: ".twin")
        try FileManager.default.linkItem(at: file, to: twin)
        try FileManager.default.removeItem(at: twin)
        try removal.remove("rig/x.json", ifStill: sight)
        #expect(try inbox.everything() == ["rig/x.json"])
    }

    @Test func `is gone already, or its directory is`() throws {
        let sight = try inbox.drop("rig/x.json", "filed")
        try inbox.directory.remove("rig/x.json")
        try removal.remove("rig/x.json", ifStill: sight)
        try inbox.directory.removeDirectory("rig")
        try removal.remove("rig/x.json", ifStill: sight)
        #expect(try inbox.everything() == [])
    }

    @Test func `stays where someone has begun to write to it`() throws {
        let sight = try inbox.drop("rig/x.json", "filed")
        let writer = try FileHandle(forWritingTo: inbox.url.appending(path: "rig/x.json"))
        try removal.remove("rig/x.json", ifStill: sight)
        try writer.write(contentsOf: Data("newer".utf8))
        try writer.close()
        #expect(try inbox.everything() == ["rig/x.json"])
        #expect(inbox.content("rig/x.json") == "newer")
    }

    @Test func `is found in its way out after a crash, and goes back if it was not filed`() throws {
        for name in ["filed.json", "new.json", "replaced.json"] {
            try inbox.drop(FilePath("rig/.taken/\(name)"), name)
        }
        try inbox.drop("rig/replaced.json", "newer")
        let leftovers = try removal.leftovers(in: "rig", limit: 1 << 20)
        #expect(Set(leftovers.map(\.name)) == ["filed.json", "new.json", "replaced.json"])
        for (name, digest) in leftovers {
            try removal.end(name, in: "rig", isFiled: digest == Digest.of(Array("filed.json".utf8)))
        }
        removal.tidy("rig")
        #expect(try inbox.everything() == ["rig/new.json", "rig/replaced.json"])
        #expect(inbox.content("rig/replaced.json") == "newer")
    }

    @Test func `left nothing where there is no way out`() throws {
        #expect(try removal.leftovers(in: "rig", limit: 1 << 20).isEmpty)
    }
}
