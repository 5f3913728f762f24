import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model

/// Archives that unzip and Python's zipfile read, and that are one archive to every reader.
struct `Config archives are listed as other readers list them`: ~Copyable {
    let folder: ArchiveFolder

    init() throws { folder = try ArchiveFolder() }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable () -> [UInt8]
        /// What is listed; the first one is read, too.
        let paths: [String]
        let notes: [String]

        init(
            _ description: String, _ paths: [String], notes: [String] = [],
            make: @escaping @Sendable () -> [UInt8]
        ) {
            testDescription = description
            self.paths = paths
            self.notes = notes
            self.make = make
        }
    }

    static let inner: [UInt8] = {
        var zip = ZipBuilder()
        zip.add("inner", "x")
        return zip.bytes
    }()

    static func built(_ change: (inout ZipBuilder) -> Void) -> [UInt8] {
        var zip = ZipBuilder()
        change(&zip)
        return zip.bytes
    }

    static let binary = "Not scanned for secrets, because binary: "

    static let rows = [
        Row("a stored archive as the last entry", ["a", "in.zip"], notes: [binary + "\"in.zip\"."]) {
            built {
                $0.add("a", "1")
                $0.add(bytes: Array("in.zip".utf8), inner)
            }
        },
        Row("an archive in an archive in an archive", ["z"], notes: [binary + "\"z\"."]) {
            built { outer in
                outer.add(bytes: Array("z".utf8), built { $0.add(bytes: Array("in.zip".utf8), inner) })
            }
        },
        Row("the longest comment", ["a"]) {
            built {
                $0.add("a", "1")
                $0.comment = Array(repeating: 0x63, count: 0xFFFF)
            }
        },
        Row("the longest comment, zip64", ["a"]) {
            built {
                $0.add("a", "1")
                $0.hasZip64End = true
                $0.comment = Array(repeating: 0x50, count: 0xFFFF)
            }
        },
        Row("the longest extra field", ["a"]) {
            built {
                $0.add(
                    bytes: [0x61], [1],
                    extra: ZipBuilder.field(0xD935, Array(repeating: 0, count: 0xFFFF - 4)))
            }
        },
        Row("zeros that align the data", ["a", "b"]) {
            built {
                $0.add(bytes: [0x61], [1], extra: [], localExtra: [0, 0, 0])
                $0.add(bytes: [0x62], [1], extra: [], localExtra: Array(repeating: 0, count: 4095))
            }
        },
        Row("bytes that align the data", ["a", "b", "c"]) {
            built {
                $0.add(bytes: [0x61], [1], extra: [], localExtra: [7, 7, 7])
                $0.add(bytes: [0x62], [1], extra: [], localExtra: [0xCA, 0xFE, 0xFF, 0xFF, 1])
                $0.add(bytes: [0x63], [1])
            }
        },
        Row(
            "a stub in front, which the offsets do not count", ["a"],
            notes: ["The archive has 10 bytes before its first member."]
        ) { Array("#!/bin/sh\n".utf8) + built { $0.add("a", "1") } },
        Row(
            "a stub in front, zip64", ["a"], notes: ["The archive has 10 bytes before its first member."]
        ) {
            Array("#!/bin/sh\n".utf8)
                + built {
                    $0.add(bytes: [0x61], [1], sizes: .zip64)
                    $0.hasZip64End = true
                }
        },
    ]

    @Test(arguments: rows)
    func `with what they hold`(_ row: Row) throws {
        let bytes = row.make()
        let listing = try folder.list(bytes)
        #expect(listing.entries.map(\.path) == row.paths)
        #expect(listing.notes == row.notes)
        let content = try folder.read(0, of: bytes)
        #expect(content.bytes.count == listing.entries[0].byteCount && !content.isCut)
    }

    /// What has arrived of an archive whose one entry is another archive, stored.
    @Test(arguments: [false, true])
    func `and are cut off until their own end record is there`(_ isStreamed: Bool) throws {
        let sizes: ZipBuilder.Sizes = isStreamed ? .inDescriptor() : .inHeader
        let whole = Self.built { $0.add(bytes: Array("in.zip".utf8), Self.inner, sizes: sizes) }
        // From the last byte of the inner archive on.
        for count in (36 + Self.inner.count)..<whole.count {
            #expect(folder.fault(Array(whole.prefix(count))) == .truncated, "\(count) of \(whole.count)")
        }
        #expect(folder.fault(whole) == nil)
    }

    struct Ambiguous: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let make: @Sendable () -> [UInt8]
    }

    static let ambiguous = [
        Ambiguous(testDescription: "two archives in a row") {
            built { $0.add("a", "1") } + built { $0.add("b", "2") }
        },
        Ambiguous(testDescription: "an archive in the comment of another") {
            built {
                $0.add("a", "1")
                $0.comment = built { $0.add("b", "2") }
            }
        },
        Ambiguous(testDescription: "an empty archive in the comment of another") {
            built {
                $0.add("a", "1")
                $0.comment = built { _ in }
            }
        },
        Ambiguous(testDescription: "a second directory where the offset says, before one at the end") {
            // Readers that take offsets as they are see the directory inside the entry.
            let hidden = built { $0.add("hidden", "1") }
            let directory = hidden.dropFirst(37).dropLast(22)
            return Array("#!/bin/sh\n".utf8)
                + built {
                    $0.add(bytes: [0x61], Array(repeating: 0, count: 10) + directory)
                    let start = UInt32($0.data.count - directory.count)
                    $0.endChanges = [16: ZipBuilder.u32(start)]
                }
        },
        Ambiguous(testDescription: "an archive before the one that the offsets mean") {
            Array("x".utf8) + built { $0.add("a", "1") } + built { $0.add("b", "2") }
        },
    ]

    @Test(arguments: ambiguous)
    func `and two archives in one file are refused`(_ row: Ambiguous) throws {
        let kind = folder.fault(row.make())?.problem.kind
        #expect(kind == .configDamaged || kind == .configUnsafe)
    }

    @Test func `content from a pipe is a file's`() throws {
        let bytes = Self.built { $0.add("-", "123", mode: 0o010600) }
        #expect(try folder.list(bytes).entries.map(\.kind) == [.file])
        #expect(try folder.read(0, of: bytes).bytes == Array("123".utf8))
    }

    @Test func `empty blocks without end are not unpacked for ever`() throws {
        // Each is a stored block of no bytes.
        let blocks = Array([[UInt8]](repeating: [0, 0, 0, 0xFF, 0xFF], count: 400_000).joined())
        let bytes = Self.built { $0.add(bytes: [0x61], blocks, method: 8, crc: 7, byteCount: 3) }
        #expect(throws: ArchiveFault.self) { try folder.read(0, of: bytes) }
    }
}

/// Numbers at their ends, in every field that has one.
struct `Numbers of archives end nothing`: ~Copyable {
    let folder: ArchiveFolder

    init() throws { folder = try ArchiveFolder() }

    static let numbers: [UInt64] = [
        0, 1, 0x7F, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 32, UInt64(Int.max) - 1, UInt64(Int.max), 1 << 63,
        .max - 1, .max,
    ]

    /// Where numbers stand in an archive of one zip64 entry and a zip64 end.
    @Test(arguments: numbers)
    func `wherever they stand`(_ number: UInt64) throws {
        let bytes = `Config archives are listed as other readers list them`.built {
            $0.add(
                bytes: [0x61], [1, 2, 3], sizes: .zip64, extra: ZipBuilder.field(0x5455, [1, 1, 2, 3, 4]))
            $0.hasZip64End = true
        }
        for offset in bytes.indices {
            for width in [4, 8] where offset + width <= bytes.count {
                var changed = bytes
                changed.replaceSubrange(
                    offset..<(offset + width), with: ZipBuilder.u64(number).prefix(width))
                guard let listing = try? folder.list(changed) else { continue }
                for entry in listing.entries {
                    #expect(entry.byteCount >= 0 && entry.offset >= 0 && !entry.json.text.isEmpty)
                }
            }
        }
    }

    @Test(
        arguments: [
            (0x0000, 0x0000, nil), (0xFFFF, 0xFFFF, nil), (0, 46 << 9 | 0 << 5 | 1, nil),
            (0, 46 << 9 | 13 << 5 | 1, nil), (0, 46 << 9 | 1 << 5 | 0, nil), (0, 46 << 9 | 2 << 5 | 31, nil),
            (30, 46 << 9 | 1 << 5 | 1, nil), (0, 127 << 9 | 12 << 5 | 31, "2107-12-31T00:00:00"),
            (0, 48 << 9 | 2 << 5 | 29, "2028-02-29T00:00:00"),
        ] as [(UInt16, UInt16, String?)])
    func `a DOS time that is none is not told`(_ time: UInt16, _ date: UInt16, _ text: String?) throws {
        let bytes = `Config archives are listed as other readers list them`.built {
            $0.add("a", "1")
            $0.records[0].replaceSubrange(12..<16, with: ZipBuilder.u16(time) + ZipBuilder.u16(date))
        }
        #expect(try folder.list(bytes).entries.map(\.modified) == [text])
    }
}
