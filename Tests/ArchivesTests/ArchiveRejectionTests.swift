import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model

/// Each row is one reason to refuse an archive, with one beside it that differs in nothing else and is accepted.
struct `Config archives are refused`: ~Copyable {
    let folder: ArchiveFolder

    init() throws { folder = try ArchiveFolder() }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: Problem.Kind
        /// What the problem says, at least.
        let reason: String
        /// The entry that the problem names.
        let entry: String?
        let good: @Sendable (inout ZipBuilder) -> Void
        let bad: @Sendable (inout ZipBuilder) -> Void

        init(
            _ description: String, _ kind: Problem.Kind, _ reason: String, entry: String?,
            good: @escaping @Sendable (inout ZipBuilder) -> Void,
            bad: @escaping @Sendable (inout ZipBuilder) -> Void
        ) {
            testDescription = description
            self.kind = kind
            self.reason = reason
            self.entry = entry
            self.good = good
            self.bad = bad
        }

        /// Two archives that differ in the name of their one entry.
        static func name(_ description: String, _ reason: String, bad: String, good: String) -> Row {
            Row(description, .configUnsafe, reason, entry: bad, good: { $0.add(good) }, bad: { $0.add(bad) })
        }

        /// Two archives that differ in the Unix mode of their one entry.
        static func mode(_ description: String, _ reason: String, _ mode: UInt16) -> Row {
            Row(
                description, .configUnsafe, reason, entry: "x", good: { $0.add("x", "/etc") },
                bad: { $0.add("x", "/etc", mode: mode) })
        }

        /// Two archives that differ in what stands after their directory.
        static func end(
            _ description: String, _ reason: String, hasZip64: Bool = false,
            _ change: @escaping @Sendable (inout ZipBuilder) -> Void
        ) -> Row {
            let good: @Sendable (inout ZipBuilder) -> Void = {
                $0.add("a", "1")
                $0.hasZip64End = hasZip64
            }
            return Row(
                description, .configDamaged, reason, entry: nil, good: good,
                bad: {
                    good(&$0)
                    change(&$0)
                })
        }
    }

    static let names: [Row] = [
        .name("an absolute path", "absolute", bad: "/etc/passwd", good: "etc/passwd"),
        .name("a share", "absolute", bad: "\\\\server\\share\\x", good: "server\\share\\x"),
        .name("a path upwards", "'..'", bad: "vars/../../x", good: "vars/..x/x.."),
        .name("a slash under a mark", "absolute", bad: "/\u{301}etc/x", good: "e\u{301}tc/x"),
        .name("a path upwards, its slash under a mark", "'..'", bad: "../\u{301}x", good: "..a/\u{301}x"),
        .name("a path upwards at the start", "'..'", bad: "../x", good: "./x"),
        .name("a path upwards at the end", "'..'", bad: "vars/..", good: "vars/."),
        .name("a path upwards with backslashes", "'..'", bad: "vars\\..\\..\\x", good: "vars\\x"),
        .name("a path upwards with both", "'..'", bad: "vars/..\\x", good: "vars/.\\x"),
        .name("a path upwards as Windows reads it", "'..'", bad: "vars/.. /x", good: "vars/x. /x"),
        .name("a drive letter", "drive letter", bad: "C:x", good: "CD:x"),
        .name("a drive letter and a path", "drive letter", bad: "c:\\windows\\x", good: "c/windows/x"),
        .name("a NUL", "NUL", bad: "a\0b", good: "ab"),
        .name("a line feed", "control character", bad: "a\nb", good: "a b"),
        .name("an escape", "control character", bad: "a\u{1B}[31m", good: "a[31m"),
        .name("a delete", "control character", bad: "a\u{7F}", good: "a\u{A0}"),
        .name("no name", "no name", bad: "", good: "-"),
        Row(
            "another name for those who know Unicode paths", .configUnsafe, "'..'", entry: "a.yaml",
            good: {
                $0.add(bytes: Array("b".utf8), extra: ZipBuilder.unicodePath("a.yaml", of: Array("b".utf8)))
            },
            bad: {
                let name = Array("../b".utf8)
                $0.add(bytes: name, extra: ZipBuilder.unicodePath("a.yaml", of: name))
            }),
        Row(
            "a Unicode path upwards", .configUnsafe, "'..'", entry: "../b",
            good: {
                // Its checksum is not that of the name, so it is void.
                $0.add(
                    bytes: Array("b".utf8), extra: ZipBuilder.unicodePath("../b", of: Array("b".utf8), crc: 1)
                )
            },
            bad: {
                $0.add(bytes: Array("b".utf8), extra: ZipBuilder.unicodePath("../b", of: Array("b".utf8)))
            }),
    ]

    static let types: [Row] = [
        .mode("a symbolic link to an absolute path", "1 link leads out of the archive", 0o120777),
        .mode("a character device", "device", 0o020666),
        .mode("a block device", "device", 0o060666),
        .mode("a socket", "socket", 0o140755),
        Row(
            "a hard link in PKWARE's Unix field", .configUnsafe, "link", entry: "x",
            good: {
                $0.add(
                    bytes: Array("x".utf8), extra: ZipBuilder.field(0x000D, Array(repeating: 0, count: 12)))
            },
            bad: {
                let fields = ZipBuilder.field(
                    0x000D, Array(repeating: 0, count: 12) + Array("/etc/passwd".utf8))
                $0.add(bytes: Array("x".utf8), extra: fields)
            }),
        Row(
            "a symbolic link in ASi's field", .configUnsafe, "link", entry: "x",
            good: { $0.add(bytes: Array("x".utf8), extra: Self.asi(mode: 0o100644)) },
            bad: { $0.add(bytes: Array("x".utf8), extra: Self.asi(mode: 0o120777)) }),
        Row(
            "a symbolic link only in front of the data", .configUnsafe, "link", entry: "x",
            good: { $0.add(bytes: Array("x".utf8), localExtra: Self.libarchive(mode: 0o100644)) },
            bad: { $0.add(bytes: Array("x".utf8), localExtra: Self.libarchive(mode: 0o120777)) }),
    ]

    /// Unpackers take the high half of the attributes for a Unix mode on more systems than the format says.
    static let foreignTypes: [Row] =
        ([0, 2, 5, 6, 7, 10, 11, 14, 16, 19, 30] as [UInt8]).flatMap { system in
            [
                foreign(system, "link", 0o120777), foreign(system, "device", 0o060666),
                foreign(system, "socket", 0o140755),
            ]
        }

    private static func foreign(_ system: UInt8, _ type: String, _ mode: UInt16) -> Row {
        Row(
            "a \(type) that system \(system) made", .configUnsafe, type, entry: "x",
            good: {
                $0.add("x", "/etc", mode: 0)
                $0.records[0][5] = system
            },
            bad: {
                $0.add("x", "/etc", mode: mode)
                $0.records[0][5] = system
            })
    }

    private static func asi(mode: UInt16) -> [UInt8] {
        ZipBuilder.field(0x756E, ZipBuilder.u32(0) + ZipBuilder.u16(mode) + Array(repeating: 0, count: 8))
    }

    /// libarchive's own field: system and attributes, as streams have them in front of the data.
    private static func libarchive(mode: UInt16) -> [UInt8] {
        ZipBuilder.field(0x6C78, [5] + ZipBuilder.u16(3 << 8 | 20) + ZipBuilder.u32(UInt32(mode) << 16))
    }

    static let damages: [Row] = [
        Row(
            "another name in front of the data", .configDamaged, "another name", entry: "abc",
            good: { $0.add("abc", "1") },
            bad: {
                $0.add("abc", "1")
                $0.changeLocal(at: 30, to: Array("xyz".utf8))
            }),
        Row(
            "another method in front of the data", .configDamaged, "another method", entry: "a",
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.changeLocal(at: 8, to: [8, 0])
            }),
        Row(
            "encrypted in one header alone", .configDamaged, "encrypted in only one", entry: "a",
            good: { $0.add("a", "1", flags: 1) },
            bad: {
                $0.add("a", "1", flags: 1)
                $0.changeLocal(at: 6, to: [0, 0])
            }),
        Row(
            "another checksum in front of the data", .configDamaged, "checksum in its own header", entry: "a",
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.changeLocal(at: 14, to: [7])
            }),
        Row(
            "another size in front of the data", .configDamaged, "another size", entry: "a",
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.changeLocal(at: 22, to: [7])
            }),
        Row(
            "another size after the data", .configDamaged, "after its data", entry: "a",
            good: { $0.add(bytes: [0x61], [1, 2], sizes: .inDescriptor()) },
            bad: {
                $0.add(bytes: [0x61], [1, 2], sizes: .inDescriptor())
                $0.records[0][20] = 1
                $0.records[0][24] = 1
            }),
        Row(
            "no header in front of the data", .configDamaged, "has no header", entry: "a",
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.changeLocal(at: 0, to: [0])
            }),
        Row(
            "data outside the file", .configDamaged, "outside the file", entry: "a",
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.claimSize(0x7FFF_FFFF)
            }),
        Row(
            "data that reaches into the directory", .configDamaged, "into the central directory", entry: "a",
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.claimSize(9)
                $0.changeLocal(at: 18, to: ZipBuilder.u32(9) + ZipBuilder.u32(9))
            }),
        Row(
            "fewer records than counted", .configDamaged, "disagree", entry: nil,
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.claimedCount = 2
            }),
        Row(
            "more records than counted", .configDamaged, "disagree", entry: nil,
            good: { $0.add("a", "1") },
            bad: {
                $0.add("a", "1")
                $0.claimedCount = 0
            }),
        Row(
            "a record that is none", .configDamaged, "record 2", entry: nil,
            good: {
                $0.add("a")
                $0.add("b")
            },
            bad: {
                $0.add("a")
                $0.add("b")
                $0.records[1][0] = 0
            }),
        Row(
            "an end record in the comment", .configUnsafe, "hides further zip records", entry: nil,
            good: { $0.comment = Array("PK56".utf8) },
            bad: { $0.comment = [0x50, 0x4B, 5, 6] + Array(repeating: 0, count: 18) }),
        Row(
            "two end records that disagree", .configDamaged, "end records disagree", entry: nil,
            good: {
                $0.add("a")
                $0.hasZip64End = true
            },
            bad: {
                $0.add("a")
                $0.hasZip64End = true
                $0.shortEndCount = 2
            }),
    ]

    /// Entries that are a file to one reader and a directory to another.
    static let directories: [Row] = [
        Row(
            "a directory with content", .configDamaged, "a directory and has content", entry: "x/",
            good: { $0.add("x/", mode: 0o040755) }, bad: { $0.add("x/", "1", mode: 0o040755) }),
        Row(
            "a file whose name ends in a slash", .configDamaged, "a directory and has content", entry: "x/",
            good: { $0.add("x/") }, bad: { $0.add("x/", "1") }),
        Row(
            "a directory with content as DOS writes it", .configDamaged, "a directory and has content",
            entry: "x/", good: { $0.add("x\\", mode: nil) }, bad: { $0.add("x\\", "1", mode: nil) }),
        Row(
            "a directory with content by its Unicode path", .configDamaged, "a directory and has content",
            entry: "x/",
            good: { $0.add(bytes: [0x79], extra: ZipBuilder.unicodePath("x/", of: [0x79])) },
            bad: { $0.add(bytes: [0x79], [1], extra: ZipBuilder.unicodePath("x/", of: [0x79])) }),
        Row(
            "a directory with content by its other name", .configDamaged, "a directory and has content",
            entry: "x",
            good: { $0.add(bytes: [0x79, 0x2F], extra: ZipBuilder.unicodePath("x", of: [0x79, 0x2F])) },
            bad: { $0.add(bytes: [0x79, 0x2F], [1], extra: ZipBuilder.unicodePath("x", of: [0x79, 0x2F])) }),
        Row(
            "a directory with content by its mode", .configDamaged, "a directory and has content", entry: "x",
            good: { $0.add("x", mode: 0o040755) }, bad: { $0.add("x", "1", mode: 0o040755) }),
        Row(
            "a directory with content by its DOS attribute", .configDamaged, "a directory and has content",
            entry: "x",
            good: {
                $0.add("x", mode: nil)
                $0.records[0][38] = 0x10
            },
            bad: {
                $0.add("x", "1", mode: nil)
                $0.records[0][38] = 0x10
            }),
        Row(
            "a directory with content only in front of the data", .configDamaged, "not a file to libarchive",
            entry: "x",
            good: { $0.add(bytes: [0x78], [1], localExtra: Self.libarchive(mode: 0o100644)) },
            bad: { $0.add(bytes: [0x78], [1], localExtra: Self.libarchive(mode: 0o040755)) }),
    ]

    /// Entries whose extra fields say two things.
    static let fields: [Row] = [
        Row(
            "a Unicode path only in front of the data", .configDamaged, "another name in its own header",
            entry: "b", good: { $0.add(bytes: [0x62], localExtra: []) },
            bad: { $0.add(bytes: [0x62], localExtra: ZipBuilder.unicodePath("c", of: [0x62])) }),
        Row(
            "another Unicode path in front of the data", .configDamaged, "another name in its own header",
            entry: "c",
            good: {
                $0.add(bytes: [0x62], extra: ZipBuilder.unicodePath("c", of: [0x62]))
            },
            bad: {
                $0.add(
                    bytes: [0x62], extra: ZipBuilder.unicodePath("c", of: [0x62]),
                    localExtra: ZipBuilder.unicodePath("../evil", of: [0x62]))
            }),
        Row(
            "two Unicode paths", .configDamaged, "an extra field twice", entry: "c",
            good: { $0.add(bytes: [0x62], extra: ZipBuilder.unicodePath("c", of: [0x62])) },
            bad: {
                $0.add(
                    bytes: [0x62],
                    extra: ZipBuilder.unicodePath("c", of: [0x62])
                        + ZipBuilder.unicodePath("../evil", of: [0x62]),
                    localExtra: ZipBuilder.unicodePath("c", of: [0x62]))
            }),
        Row(
            "two Unicode paths in front of the data", .configDamaged, "twice in its own header", entry: "c",
            good: { $0.add(bytes: [0x62], extra: ZipBuilder.unicodePath("c", of: [0x62])) },
            bad: {
                $0.add(
                    bytes: [0x62], extra: ZipBuilder.unicodePath("c", of: [0x62]),
                    localExtra: ZipBuilder.unicodePath("c", of: [0x62])
                        + ZipBuilder.unicodePath("../evil", of: [0x62]))
            }),
        Row(
            "two zip64 fields", .configDamaged, "an extra field twice", entry: "b",
            good: { $0.add(bytes: [0x62], [1], sizes: .zip64) },
            bad: {
                $0.add(
                    bytes: [0x62], [1], sizes: .zip64, extra: ZipBuilder.field(1, ZipBuilder.u64(7)),
                    localExtra: [])
            }),
        Row(
            "two zip64 fields in front of the data", .configDamaged, "twice in its own header", entry: "b",
            good: { $0.add(bytes: [0x62], [1], sizes: .zip64) },
            bad: {
                $0.add(
                    bytes: [0x62], [1], sizes: .zip64, extra: [],
                    localExtra: ZipBuilder.field(1, ZipBuilder.u64(7)))
            }),
    ]

    static let encryptions: [Row] = [
        Row(
            "an encrypted central directory", .configDamaged,
            "has the flag of an encrypted central directory",
            entry: "a", good: { $0.add("a", "1", flags: 0x0041) }, bad: { $0.add("a", "1", flags: 0x2041) }),
        Row(
            "a masked header", .configDamaged, "has the flag of an encrypted central directory",
            entry: "a", good: { $0.add("a", "1") }, bad: { $0.add("a", "1", flags: 0x2000) }),
    ]

    /// What the end records say, beside a whole archive of one entry, with zip64 and without.
    static let ends: [Row] = [
        .end("a directory elsewhere", "is not where its end record says") { $0.gap = [0] },
        .end(
            "a directory elsewhere, zip64", "does not end where its locator begins", hasZip64: true
        ) {
            $0.gap = [0]
        },
        .end("a count of another file", "in several files") { $0.endChanges = [8: [0]] },
        .end("an end in another file", "in several files") { $0.endChanges = [4: [1]] },
        .end("a directory in another file", "in several files") { $0.endChanges = [6: [1]] },
        .end("an end in a file 65535 without zip64", "in several files") {
            $0.endChanges = [4: [0xFF, 0xFF]]
        },
        .end("an end in another file beside zip64", "in several files", hasZip64: true) {
            $0.endChanges = [4: [1]]
        },
        .end("a zip64 count of another file", "in several files", hasZip64: true) {
            $0.zip64Changes = [24: [0]]
        },
        .end("a zip64 end in another file", "in several files", hasZip64: true) {
            $0.zip64Changes = [16: [1]]
        },
        .end("a zip64 directory in another file", "in several files", hasZip64: true) {
            $0.zip64Changes = [20: [1]]
        },
        .end("a locator of another file", "in several files", hasZip64: true) { $0.zip64Changes = [60: [1]] },
        .end("a locator of two files", "in several files", hasZip64: true) { $0.zip64Changes = [72: [2]] },
        .end("a zip64 end outside the file", "zip64 end record lies outside", hasZip64: true) {
            $0.zip64Changes = [64: ZipBuilder.u64(.max)]
        },
        .end("a zip64 end that is none", "zip64 end record is broken, or not where", hasZip64: true) {
            $0.zip64Changes = [0: [0]]
        },
        .end("a zip64 end of another size", "does not end where its locator begins", hasZip64: true) {
            $0.zip64Changes = [4: [45]]
        },
        .end("a zip64 end that claims to be endless", "does not end where", hasZip64: true) {
            $0.zip64Changes = [4: ZipBuilder.u64(.max)]
        },
        .end("bytes after a zip64 end", "does not end where its locator begins", hasZip64: true) {
            $0.behindZip64 = [0]
        },
        .end("a second zip64 end", "does not end where its locator begins", hasZip64: true) {
            $0.hideBehindZip64("b")
        },
        .end("a second zip64 end inside the first", "a zip64 end record of version 2", hasZip64: true) {
            $0.hideBehindZip64("b")
            $0.zip64Changes = [4: ZipBuilder.u64(UInt64(44 + $0.behindZip64.count))]
        },
        .end("another size of the directory", "end records disagree", hasZip64: true) {
            $0.endChanges = [12: ZipBuilder.u32(1)]
        },
        .end("another place of the directory", "end records disagree", hasZip64: true) {
            $0.endChanges = [16: ZipBuilder.u32(1)]
        },
    ]

    static let layouts: [Row] = [
        Row(
            "one entry under two names", .configUnsafe, "overlap", entry: "a",
            good: {
                $0.add("a", "123")
                $0.add("a", "123")
            },
            bad: {
                $0.add("a", "123")
                $0.repeatLastRecord()
            }),
        Row(
            "an entry quoted inside another", .configUnsafe, "overlap", entry: "b",
            good: { quoting(&$0, overlaps: false) }, bad: { quoting(&$0, overlaps: true) }),
        Row(
            "an entry between the entries", .configUnsafe, "hides further zip records between", entry: nil,
            good: {
                $0.add("a")
                $0.pad(Array(repeating: 0, count: 30))
                $0.add("b")
            },
            bad: {
                $0.add("a")
                $0.pad([0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26))
                $0.add("b")
            }),
        Row(
            "an entry before the first", .configUnsafe, "hides further zip records before", entry: nil,
            good: {
                $0.pad(Array("#!/bin/sh\n".utf8))
                $0.add("a")
            },
            bad: {
                $0.pad([0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26))
                $0.add("a")
            }),
        Row(
            "an entry after the last", .configUnsafe, "hides further zip records between", entry: nil,
            good: {
                $0.add("a")
                $0.pad([0])
            },
            bad: {
                $0.add("a")
                $0.pad([0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 26))
            }),
        Row(
            "a record after the end", .configUnsafe, "hides further zip records after", entry: nil,
            good: { $0.trailing = [0, 0] }, bad: { $0.trailing = [0x50, 0x4B, 1, 2] }),
    ]

    /// Two entries, the second one's header inside the first one's data or after it.
    private static func quoting(_ builder: inout ZipBuilder, overlaps: Bool) {
        var inner = ZipBuilder()
        inner.add("b", "2")
        builder.add(bytes: [0x61], overlaps ? inner.data : [1])
        builder.add("b", "2")
        if overlaps { builder.records[1].replaceSubrange(42..<46, with: ZipBuilder.u32(31)) }
    }

    @Test(
        arguments: names + types + foreignTypes + directories + fields + encryptions + damages + ends
            + layouts)
    func `with the entry and the reason, and their neighbours are not`(_ row: Row) throws {
        var good = ZipBuilder()
        row.good(&good)
        #expect(throws: Never.self) { try folder.list(good.bytes) }
        var bad = ZipBuilder()
        row.bad(&bad)
        let fault = folder.fault(bad.bytes)
        let problem = try #require(fault).problem
        #expect(problem.kind == row.kind, "\(problem.detail)")
        #expect(problem.detail.contains(row.reason), "\(problem.detail)")
        #expect(problem.json["entry"]?.string == row.entry)
    }

    @Test func `when they are no zip, or not all of one`() throws {
        let whole = try Fixtures.file("baseline", "config.zip")
        #expect(folder.fault(Array("hello".utf8)) == .notZip)
        #expect(folder.fault([]) == .truncated)
        #expect(folder.fault(Array(whole.prefix(2))) == .truncated)
        #expect(folder.fault(Array(whole.dropLast(1))) == .truncated)
        #expect(folder.fault(Array(whole.prefix(whole.count / 2))) == .truncated)
        #expect(folder.fault(whole) == nil)
    }

    struct Limit: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: Problem.Kind
        let reason: String
        let set: @Sendable (inout ArchiveLimits) -> Void
    }

    /// Each just too small for two entries "d/a" and "d/b" of 2 bytes in 190 bytes.
    static let limits = [
        Limit(testDescription: "bytes", kind: .configTooLarge, reason: "has 190 bytes, and 189 are allowed") {
            $0.byteCount = 189
        },
        Limit(testDescription: "entries", kind: .configUnsafe, reason: "has 2 members, and 1 are allowed") {
            $0.entryCount = 1
        },
        Limit(testDescription: "names", kind: .configUnsafe, reason: "\"d/a\" has a name of 3 bytes, and 2") {
            $0.nameByteCount = 2
        },
        Limit(testDescription: "depth", kind: .configUnsafe, reason: "\"d/a\" lies 2 levels deep, and 1") {
            $0.componentCount = 1
        },
        Limit(testDescription: "unpacked", kind: .configUnsafe, reason: "up to \"d/b\" claim 4 bytes") {
            $0.uncompressedByteCount = 3
        },
    ]

    @Test(arguments: limits)
    func `when they are beyond a limit, and not when they reach it`(_ limit: Limit) throws {
        var builder = ZipBuilder()
        builder.add("d/a", "12")
        builder.add("d/b", "12")
        var limits = ArchiveLimits(byteCount: 190)
        (limits.entryCount, limits.nameByteCount, limits.componentCount) = (2, 3, 2)
        limits.uncompressedByteCount = 4
        #expect(folder.fault(builder.bytes, limits: limits) == nil)
        limit.set(&limits)
        let fault = folder.fault(builder.bytes, limits: limits)
        let problem = try #require(fault).problem
        #expect(problem.kind == limit.kind && problem.detail.contains(limit.reason), "\(problem.detail)")
    }

    @Test func `when they have more entries than allowed, and say fewer`() throws {
        var builder = ZipBuilder()
        builder.add("a")
        builder.add("b")
        builder.claimedCount = 1
        var limits = ArchiveLimits(byteCount: 1 << 20)
        limits.entryCount = 1
        let fault = folder.fault(builder.bytes, limits: limits)
        let problem = try #require(fault).problem
        #expect(problem.kind == .configUnsafe)
        #expect(problem.detail.contains("more than the 1 members that are allowed"), "\(problem.detail)")
    }

    @Test func `when their claims would overflow a sum`() throws {
        var builder = ZipBuilder()
        for (name, byteCount) in [("a", 1), ("b", Int.max)] {
            builder.add(bytes: Array(name.utf8), [1], byteCount: byteCount, sizes: .zip64)
        }
        let fault = folder.fault(builder.bytes)
        let problem = try #require(fault).problem
        #expect(
            problem.kind == .configUnsafe && problem.detail.contains(" claim "), "\(problem.detail)")
    }
}
