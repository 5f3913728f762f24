import Foundation
import Testing

@testable import Store

struct `Config archives`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func list(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> ConfigListing {
        try folder.write(bytes, to: "a.zip")
        let file = try Directory(folder.path).openForReading("a.zip")
        return try ConfigInspector.list(file, path: "a.zip", limits: ArchiveLimits(byteCount: limit))
    }

    func fault(_ bytes: [UInt8], limit: Int = 1 << 20) -> ArchiveFault? {
        #expect(throws: ArchiveFault.self) { try list(bytes, limit: limit) }
    }

    @Test(arguments: Fixtures.runs)
    func `real ones are listed as unzip lists them`(_ run: String) throws {
        let listing = try list(Fixtures.file(run, "config.zip"))
        let files = listing.entries.filter { $0.kind == .file }
        #expect(listing.entries.first?.path == "vars/" && listing.entries.first?.kind == .directory)
        #expect(
            Set(files.map(\.path)).isSuperset(of: ["vars/filesystems.yaml", "vars/container_workloads.yaml"]))
        #expect(
            files.allSatisfy {
                $0.byteCount > 0 && $0.method == "deflate" && $0.compressedByteCount < $0.byteCount
            })
        #expect(files.allSatisfy { $0.modified?.hasPrefix("2026-11-2") == true })
    }

    @Test func `an empty one is allowed`() throws {
        #expect(try list(ZipBuilder().bytes).entries.isEmpty)
    }

    @Test func `names, sizes and times are those of the directory`() throws {
        var builder = ZipBuilder()
        builder.add("vars/a.yaml", Array("key: 1\n".utf8))
        builder.add(bytes: [0x81, 0x2E, 0x79], [])
        let entries = try list(builder.bytes).entries
        #expect(entries.map(\.path) == ["vars/a.yaml", "ü.y"])
        #expect(entries.map(\.rawPath) == [nil, [0x81, 0x2E, 0x79]])
        #expect(entries[0].byteCount == 7 && entries[0].method == "stored")
        #expect(entries[0].modified == "2026-11-23T18:55:02")
    }

    @Test func `what is no zip, or not all of one, is told apart`() throws {
        let whole = try Fixtures.file("baseline", "config.zip")
        #expect(fault(Array("hello".utf8)) == .notZip)
        #expect(fault([]) == .truncated)
        #expect(fault(Array(whole.prefix(2))) == .truncated)
        #expect(fault(Array(whole.dropLast(1))) == .truncated)
        #expect(fault(Array(whole.prefix(whole.count / 2))) == .truncated)
        #expect(fault(whole, limit: 100) == .tooLarge(byteCount: whole.count, limit: 100))
    }

    struct Hostile: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: Problem.Kind
        let reason: String
        let make: @Sendable (inout ZipBuilder) -> Void
    }

    static let hostile: [Hostile] = [
        Hostile(testDescription: "an absolute path", kind: .configUnsafe, reason: "absolute") {
            $0.add("/etc/passwd", [])
        },
        Hostile(testDescription: "a path upwards", kind: .configUnsafe, reason: "'..'") {
            $0.add("vars/../../x", [])
        },
        Hostile(testDescription: "a drive letter", kind: .configUnsafe, reason: "drive letter") {
            $0.add("C:x", [])
        },
        Hostile(testDescription: "a NUL", kind: .configUnsafe, reason: "NUL") { $0.add("a\0b", []) },
        Hostile(testDescription: "no name", kind: .configUnsafe, reason: "no name") { $0.add("", []) },
        Hostile(testDescription: "a long name", kind: .configUnsafe, reason: "1025 bytes") {
            $0.add(String(repeating: "n", count: 1025), [])
        },
        Hostile(testDescription: "a deep path", kind: .configUnsafe, reason: "65 levels") {
            $0.add(Array(repeating: "d", count: 65).joined(separator: "/"), [])
        },
        Hostile(testDescription: "a symbolic link", kind: .configUnsafe, reason: "symbolic link") {
            $0.add("link", Array("/etc".utf8), mode: 0o120777)
        },
        Hostile(testDescription: "a device", kind: .configUnsafe, reason: "device") {
            $0.add("null", [], mode: 0o020666)
        },
        Hostile(testDescription: "overlapping entries", kind: .configUnsafe, reason: "overlap") {
            $0.add("a", [1, 2, 3])
            $0.repeatLastRecord()
        },
        Hostile(testDescription: "a huge claim", kind: .configDamaged, reason: "outside the file") {
            $0.add("a", [1])
            $0.claimSize(0x7FFF_FFFF)
        },
        Hostile(
            testDescription: "another name in front of the data", kind: .configDamaged, reason: "another name"
        ) {
            $0.add("abc", [1])
            $0.renameLocal("xyz")
        },
        Hostile(testDescription: "a count that is not true", kind: .configDamaged, reason: "disagree") {
            $0.add("a", [1])
            $0.claimedCount = 2
        },
    ]

    @Test(arguments: hostile)
    func `what could do harm is refused, and the entry named`(_ hostile: Hostile) throws {
        var builder = ZipBuilder()
        hostile.make(&builder)
        let problem = try #require(fault(builder.bytes)).problem
        #expect(problem.kind == hostile.kind)
        #expect(problem.detail.contains(hostile.reason), "\(problem.detail)")
    }
}
