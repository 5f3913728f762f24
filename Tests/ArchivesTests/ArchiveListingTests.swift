import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model

struct `Config archives are listed`: ~Copyable {
    let folder: ArchiveFolder

    init() throws { folder = try ArchiveFolder() }

    @Test(arguments: Fixtures.runs)
    func `real ones as unzip lists them`(_ run: String) throws {
        let listing = try folder.list(Fixtures.file(run, "config.zip"))
        let files = listing.entries.filter { $0.kind == .file }
        #expect(listing.entries.first?.path == "vars/" && listing.entries.first?.kind == .directory)
        #expect(
            Set(files.map(\.path)).isSuperset(of: ["vars/filesystems.yaml", "vars/container_workloads.yaml"]))
        #expect(
            files.allSatisfy {
                $0.byteCount > 0 && $0.method == "deflate" && $0.compressedByteCount < $0.byteCount
            })
        #expect(files.allSatisfy { $0.modified?.hasPrefix("2026-11-2") == true })
        #expect(listing.findings.isEmpty && listing.notes.isEmpty)
    }

    @Test func `an empty one is allowed`() throws {
        #expect(try folder.list(ZipBuilder().bytes).entries.isEmpty)
        var zip64 = ZipBuilder()
        zip64.hasZip64End = true
        #expect(try folder.list(zip64.bytes).entries.isEmpty)
    }

    @Test func `the same name may come twice`() throws {
        var builder = ZipBuilder()
        builder.add("a", "1")
        builder.add("a", "22")
        #expect(try folder.list(builder.bytes).entries.map(\.byteCount) == [1, 2])
    }

    @Test(
        arguments: [
            ZipBuilder.Sizes.inHeader, .inDescriptor(), .inDescriptor(hasSignature: false),
            .inDescriptor(is64: true),
            .inDescriptor(hasSignature: false, is64: true), .zip64,
        ], [false, true])
    func `sizes are right wherever a writer puts them`(_ sizes: ZipBuilder.Sizes, hasZip64End: Bool) throws {
        var builder = ZipBuilder()
        builder.hasZip64End = hasZip64End
        for name in ["a", "b"] { builder.add(bytes: Array(name.utf8), [1, 2, 3], sizes: sizes) }
        let entries = try folder.list(builder.bytes).entries
        #expect(entries.map(\.byteCount) == [3, 3] && entries.map(\.compressedByteCount) == [3, 3])
        #expect(entries.map(\.crc32) == [0x55BC_801D, 0x55BC_801D])
    }

    struct Writer: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let write: @Sendable (inout ZipBuilder) -> Void
        /// Path, size, time and mode of each entry.
        let listed: [String]
    }

    /// [1, 2, 3] deflated: one stored block.
    static let deflated: [UInt8] = [1, 3, 0, 0xFC, 0xFF, 1, 2, 3]

    /// What these write, byte for byte where it matters: versions, flags, extra fields, descriptors.
    static let writers = [
        Writer(
            testDescription: "macOS",
            write: { zip in
                for name in ["vars/ü.yaml", "__MACOSX/vars/._ü.yaml"] {
                    let times = ZipBuilder.u32(1_764_000_000) + ZipBuilder.u32(1_764_000_000)
                    zip.add(
                        bytes: Array(name.utf8), deflated, method: 8, crc: 0x55BC_801D, byteCount: 3,
                        sizes: .inDescriptor(), extra: ZipBuilder.field(0x5855, times),
                        localExtra: ZipBuilder.field(0x5855, times + [0xF5, 1, 0x14, 0]))
                }
            },
            listed: [
                "vars/ü.yaml 3 2026-11-23T18:55:02 0644", "__MACOSX/vars/._ü.yaml 3 2026-11-23T18:55:02 0644",
            ]),
        Writer(
            testDescription: "Windows Explorer",
            write: { zip in
                zip.add(bytes: Array("vars\\".utf8), mode: nil)
                zip.add(
                    bytes: Array("vars\\gr\u{94}sse.yaml".unicodeScalars.map { UInt8($0.value) }), [1],
                    mode: nil)
            },
            listed: ["vars/ 0 2026-11-23T18:55:02 -", "vars/grösse.yaml 1 2026-11-23T18:55:02 -"]),
        Writer(
            testDescription: "Java",
            write: { zip in
                zip.add(
                    bytes: Array("vars/".utf8), [3, 0], mode: nil, flags: 0x800, method: 8, crc: 0,
                    byteCount: 0,
                    sizes: .inDescriptor(), extra: ZipBuilder.field(0xCAFE, []))
                zip.add(
                    bytes: Array("vars/ü".utf8), deflated, mode: nil, flags: 0x800, method: 8,
                    crc: 0x55BC_801D,
                    byteCount: 3, sizes: .inDescriptor())
            },
            listed: ["vars/ 0 2026-11-23T18:55:02 -", "vars/ü 3 2026-11-23T18:55:02 -"]),
        Writer(
            testDescription: "Go",
            write: { zip in
                let time = ZipBuilder.field(0x5455, [1] + ZipBuilder.u32(1_764_000_000))
                zip.add(
                    bytes: Array("vars/a".utf8), deflated, flags: 0x800, method: 8, crc: 0x55BC_801D,
                    byteCount: 3,
                    sizes: .inDescriptor(), extra: time)
            },
            listed: ["vars/a 3 2025-11-24T16:00:00Z 0644"]),
        Writer(
            testDescription: "Go, beyond 4 GiB",
            write: { zip in
                zip.add(
                    bytes: [0x61], deflated, method: 8, crc: 0x55BC_801D, byteCount: 3,
                    sizes: .inDescriptor(is64: true))
                zip.hasZip64End = true
            },
            listed: ["a 3 2026-11-23T18:55:02 0644"]),
        Writer(
            testDescription: "zipalign",
            write: { zip in
                zip.add("a", "1")
                zip.pad([0, 0])
                zip.add("b", "1")
            },
            listed: ["a 1 2026-11-23T18:55:02 0644", "b 1 2026-11-23T18:55:02 0644"]),
    ]

    @Test(arguments: writers)
    func `other systems' archives are listed as they were meant`(_ writer: Writer) throws {
        var builder = ZipBuilder()
        writer.write(&builder)
        let entries = try folder.list(builder.bytes).entries
        #expect(
            entries.map { "\($0.path) \($0.byteCount) \($0.modified ?? "-") \($0.mode ?? "-")" }
                == writer.listed)
    }

    struct Name: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        var mode: UInt16? = 0o100644
        var flags: UInt16 = 0
        var unicode: (path: String, crc: UInt32?)?
        let path: String
        let isGuess: Bool
    }

    static let names = [
        Name(testDescription: "ASCII", bytes: Array("a.y".utf8), path: "a.y", isGuess: false),
        Name(testDescription: "flagged", bytes: Array("ü.y".utf8), flags: 0x800, path: "ü.y", isGuess: false),
        Name(testDescription: "UTF-8 without a flag", bytes: Array("ü.y".utf8), path: "ü.y", isGuess: false),
        Name(testDescription: "code page 437", bytes: [0x81, 0x2E, 0x79], path: "ü.y", isGuess: true),
        Name(
            testDescription: "flagged, and not UTF-8", bytes: [0xFF], flags: 0x800, path: "\u{A0}",
            isGuess: true),
        Name(
            testDescription: "a Unicode path", bytes: [0x81], unicode: ("größe", nil), path: "größe",
            isGuess: false),
        Name(
            testDescription: "the Unicode path of another name", bytes: [0x81], unicode: ("größe", 1),
            path: "ü",
            isGuess: true),
        Name(
            testDescription: "backslashes of DOS", bytes: Array("vars\\a".utf8), mode: nil, path: "vars/a",
            isGuess: false),
        Name(testDescription: "a backslash of Unix", bytes: Array("a\\b".utf8), path: "a\\b", isGuess: false),
    ]

    @Test(arguments: names)
    func `names are what their writers mean`(_ name: Name) throws {
        var builder = ZipBuilder()
        let extra = name.unicode.map { ZipBuilder.unicodePath($0.path, of: name.bytes, crc: $0.crc) } ?? []
        builder.add(bytes: name.bytes, mode: name.mode, flags: name.flags, extra: extra)
        let entries = try folder.list(builder.bytes).entries
        let entry = try #require(entries.first)
        #expect(entry.path == name.path)
        #expect(entry.rawPath == (name.isGuess ? name.bytes : nil))
        #expect((entry.json["path_is_guess"] != nil) == name.isGuess)
    }

    @Test func `times are UTC where the archive knows it, else as written`() throws {
        var builder = ZipBuilder()
        builder.add("dos")
        builder.add(
            bytes: Array("utc".utf8), extra: ZipBuilder.field(0x5455, [1] + ZipBuilder.u32(1_764_000_000)))
        builder.add(bytes: Array("early".utf8), extra: ZipBuilder.field(0x5455, [1] + ZipBuilder.u32(.max)))
        builder.add(
            bytes: Array("only accessed".utf8), extra: ZipBuilder.field(0x5455, [2] + ZipBuilder.u32(1)))
        builder.add("none")
        builder.records[4].replaceSubrange(12..<16, with: [0, 0, 0, 0])
        builder.add("no time")
        builder.records[5].replaceSubrange(12..<14, with: [0xFF, 0xFF])
        #expect(
            try folder.list(builder.bytes).entries.map(\.modified) == [
                "2026-11-23T18:55:02", "2025-11-24T16:00:00Z", "1969-12-31T23:59:59Z", "2026-11-23T18:55:02",
                nil, nil,
            ])
    }

    @Test func `modes, types, methods and encryption are told`() throws {
        var builder = ZipBuilder()
        builder.add("script", "1", mode: 0o100755)
        builder.add("vars/", mode: 0o040750)
        builder.add("no slash", mode: 0o040700)
        builder.add("dos", mode: nil)
        builder.add("locked", "1", mode: 0o104400, flags: 1)
        builder.add("bzip2", "1", method: 12)
        builder.add("odd", "1", method: 77)
        let entries = try folder.list(builder.bytes).entries
        #expect(
            entries.map { $0.json["mode"]?.string } == ["0755", "0750", "0700", nil, "4400", "0644", "0644"])
        #expect(entries.map(\.kind) == [.file, .directory, .file, .file, .file, .file, .file])
        #expect(entries.map(\.isEncrypted) == [false, false, false, false, true, false, false])
        #expect(entries.map(\.method).suffix(2) == ["bzip2", "method 77"])
    }

    @Test(
        arguments: [(0, nil), (3, "0644"), (10, nil), (11, nil), (14, nil), (19, "0644")]
            as [(UInt8, String?)])
    func `a mode is told only where a Unix made the entry`(_ system: UInt8, _ mode: String?) throws {
        var builder = ZipBuilder()
        builder.add("a", "1")
        builder.records[0][5] = system
        #expect(try folder.list(builder.bytes).entries.map(\.mode) == [mode])
    }

    @Test func `bytes around them are noted`() throws {
        var builder = ZipBuilder()
        builder.pad(Array("#!/bin/sh\n".utf8))
        builder.add("a")
        builder.trailing = [0, 0]
        #expect(
            try folder.list(builder.bytes).notes == [
                "The archive has 10 bytes before its first member.", "The archive has 2 bytes after its end.",
            ])
    }

    @Test func `directories larger than a window are read whole`() throws {
        var builder = ZipBuilder()
        let extra = ZipBuilder.field(0x4242, Array(repeating: 7, count: 60_000))
        for number in 0..<20 {
            builder.add(bytes: Array("file-\(number)".utf8), extra: extra, localExtra: [])
        }
        let entries = try folder.list(builder.bytes).entries
        #expect(entries.map(\.path) == (0..<20).map { "file-\($0)" })
    }
}

struct `Config entries are read`: ~Copyable {
    let folder: ArchiveFolder

    init() throws { folder = try ArchiveFolder() }

    @Test(arguments: Fixtures.runs)
    func `each file of a real archive, whole`(_ run: String) throws {
        let bytes = try Fixtures.file(run, "config.zip")
        for entry in try folder.list(bytes).entries where entry.kind == .file {
            let content = try folder.read(entry.index, of: bytes)
            #expect(CRC32.of(content.bytes) == entry.crc32 && content.bytes.count == entry.byteCount)
            #expect(!content.isCut)
        }
    }

    @Test func `by their place in the directory, whatever their order in the file`() throws {
        var builder = ZipBuilder()
        for number in 0..<5 { builder.add("same", "content \(number)") }
        builder.records.reverse()
        for index in 0..<5 {
            #expect(try folder.read(index, of: builder.bytes).bytes == Array("content \(4 - index)".utf8))
        }
    }

    @Test(arguments: [
        ZipBuilder.Sizes.inHeader, .inDescriptor(), .inDescriptor(is64: true), .zip64,
    ])
    func `wherever their sizes stand`(_ sizes: ZipBuilder.Sizes) throws {
        var builder = ZipBuilder()
        // A deflated block that is stored: 1 byte header, length, its complement.
        let deflated: [UInt8] = [1, 3, 0, 0xFC, 0xFF, 1, 2, 3]
        builder.add(bytes: [0x61], deflated, method: 8, crc: 0x55BC_801D, byteCount: 3, sizes: sizes)
        builder.add("b", "next")
        #expect(try folder.read(0, of: builder.bytes).bytes == [1, 2, 3])
        #expect(try folder.read(1, of: builder.bytes).bytes == Array("next".utf8))
    }

    @Test(arguments: [(5, true), (6, false), (7, false), (0, true)])
    func `up to a limit`(_ limit: Int, _ isCut: Bool) throws {
        var builder = ZipBuilder()
        builder.add("a", "123456")
        let content = try folder.read(0, of: builder.bytes, byteLimit: limit)
        #expect(content.bytes == Array("123456".utf8.prefix(limit)) && content.isCut == isCut)
    }

    @Test func `and a directory or an empty file has nothing`() throws {
        var builder = ZipBuilder()
        builder.add("vars/", mode: 0o040755)
        builder.add("empty")
        #expect(try folder.read(0, of: builder.bytes) == .init(bytes: [], isCut: false))
        #expect(try folder.read(1, of: builder.bytes) == .init(bytes: [], isCut: false))
    }

    struct Closed: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let kind: Problem.Kind
        let reason: String
        let make: @Sendable (inout ZipBuilder) -> Void
    }

    static let closed = [
        Closed(testDescription: "encrypted", kind: .configEncrypted, reason: "\"a\" is encrypted") {
            $0.add("a", "123", flags: 1)
        },
        Closed(
            testDescription: "another method", kind: .configUnsupported, reason: "\"a\" is compressed with xz"
        ) {
            $0.add("a", "123", method: 95)
        },
        Closed(testDescription: "a checksum of nothing", kind: .configDamaged, reason: "another checksum") {
            $0.add("a", crc: 7)
        },
        Closed(testDescription: "a wrong checksum", kind: .configDamaged, reason: "another checksum") {
            $0.add("a", "123", crc: 7)
        },
        Closed(
            testDescription: "data that is not deflated", kind: .configDamaged,
            reason: "\"a\" cannot be unpacked"
        ) {
            $0.add("a", "\u{7}\u{7}\u{7}", method: 8)
        },
        Closed(testDescription: "more than it claims", kind: .configDamaged, reason: "\"a\"") {
            $0.add(bytes: [0x61], [1, 3, 0, 0xFC, 0xFF, 1, 2, 3], method: 8, crc: 0x55BC_801D, byteCount: 2)
        },
        Closed(testDescription: "less than it claims", kind: .configDamaged, reason: "\"a\"") {
            $0.add(bytes: [0x61], [1, 3, 0, 0xFC, 0xFF, 1, 2, 3], method: 8, crc: 0x55BC_801D, byteCount: 4)
        },
    ]

    @Test(arguments: closed)
    func `or it is said why they cannot be`(_ closed: Closed) throws {
        var builder = ZipBuilder()
        closed.make(&builder)
        builder.add("b", "next")
        let bytes = builder.bytes
        do {
            _ = try folder.read(0, of: bytes)
            Issue.record("it was read")
        } catch let fault as ArchiveFault {
            #expect(fault.problem.kind == closed.kind, "\(fault.problem.detail)")
            #expect(fault.problem.detail.contains(closed.reason), "\(fault.problem.detail)")
        }
        #expect(try folder.read(1, of: bytes).bytes == Array("next".utf8))
    }

    @Test func `a wrong claim is seen before the end, too`() throws {
        var builder = ZipBuilder()
        builder.add(bytes: [0x61], [1, 3, 0, 0xFC, 0xFF, 1, 2, 3], method: 8, crc: 0x55BC_801D, byteCount: 2)
        let bytes = builder.bytes
        #expect(throws: ArchiveFault.self) { try folder.read(0, of: bytes, byteLimit: 2) }
        #expect(throws: ArchiveFault.self) { try folder.read(1, of: bytes) }
    }
}
