import Glibc
import Testing

@testable import Store

@Suite struct `Ids, times and digests` {
    @Test(arguments: [
        ("0193ABCD-ef01-7234-8abc-0123456789ab", "0193abcd-ef01-7234-8abc-0123456789ab"),
        ("0123456789AB", "0123456789ab"),
    ])
    func `an id is read in either case`(_ text: String, _ id: String) {
        #expect(RunID(text)?.description == id)
    }

    @Test(arguments: [
        "", "latest", "0123456789a", "0123456789abc", "0123456789ag", "../../etc/pwd",
        "0193abcd-ef01-7234-8abc-0123456789a/", "0193abcdef0172348abc0123456789ab",
    ])
    func `nothing else is an id`(_ text: String) {
        #expect(RunID(text) == nil)
    }

    @Test func `ids only grow, even where the clock stands still or steps back`() {
        var generator = RunIDGenerator(after: nil)
        let times = [1000, 1000, 5, 1000, 1001, 0] + Array(repeating: 7, count: 10_000)
        let ids = times.map { generator.next(at: Timestamp(milliseconds: 1_800_000_000_000 + Int64($0))) }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.isOwn })
    }

    @Test func `ids go on behind the newest of the folder`() throws {
        var first = RunIDGenerator(after: nil)
        let last = first.next(at: Timestamp(milliseconds: 2_000_000_000_000))
        var second = RunIDGenerator(after: last)
        #expect(second.next(at: Timestamp(milliseconds: 1_000_000_000_000)) > last)
    }

    @Test func `the layout is that of version 7`() {
        var generator = RunIDGenerator(after: nil)
        let id = generator.next(at: Timestamp(milliseconds: 0x017F_22E2_79B0)) { 0xFFFF_FFFF_FFFF_FFFF }
        #expect(id.description == "017f22e2-79b0-7000-bfff-ffffffffffff")
    }

    @Test(arguments: [
        ("2026-11-23T18:41:18.123Z", 1_795_459_278_123), ("1970-01-01T00:00:00.000Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
    ])
    func `a time is written and read as RFC 3339`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        (Int64.min, "0000-01-01T00:00:00.000Z"), (Int64.min + 500, "0000-01-01T00:00:00.000Z"),
        (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"),
    ])
    func `a time beyond what RFC 3339 can write is the nearest that it can`(_ number: Int64, _ text: String) {
        let time = Timestamp(milliseconds: number)
        #expect(time.description == text)
        #expect(Timestamp(text) == time)
    }

    @Test(arguments: [
        "", "Z", "2026-11-23", "2026-11-23T18:41:18", "2026-11-23T18:41:18+00:00", "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T18:60:00Z", "2026-11-23T18:41:18.Z",
        "2026-11-23T18:41:18.12x4Z", "292277026596-12-04T15:30:07Z", "-0001-01-01T00:00:00Z",
        "99999999999999999999-01-01T00:00:00.000Z", "2026-11-23T18:41:18.99999999999999999999Z",
        "２０２６-11-23T18:41:18Z",
    ])
    func `nothing else is a time`(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        (Int.max, 999_999_999, Int64.max), (292_277_026_596, 0, .max), (9_223_372_036, 854_775_808, .max),
        (9_223_372_036, 854_775_807, .max), (1, 5, 1_000_000_005), (-1, 999_999_999, -1),
        (-9_223_372_037, 145_224_191, .min), (Int.min, 0, .min),
    ])
    func `a file's times are cut at the last nanosecond that can be counted`(
        _ seconds: Int, _ nanoseconds: Int, _ expected: Int64
    ) {
        var status = stat()
        (status.st_mtim.tv_sec, status.st_mtim.tv_nsec) = (seconds, nanoseconds)
        (status.st_ctim.tv_sec, status.st_ctim.tv_nsec) = (seconds, nanoseconds)
        #expect(FileStatus(status).modified == expected)
        #expect(FileStatus(status).changed == expected)
    }

    @Test(arguments: ["-1", "-9223372036854775808", "1.5", "1e3", "9223372036854775808"])
    func `a size that no file can have makes no receipt`(_ size: String) throws {
        let text = #"{"bytes": \#(size), "sha256": "\#(Digest.of([]))"}"#
        #expect(FiledFile(json: try JSONValue(parsing: Array(text.utf8))) == nil)
    }

    @Test func `a digest is SHA-256`() {
        let digest = Digest.of(Array("abc".utf8))
        #expect(digest.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(digest.description) == digest)
        #expect(Digest("zz") == nil)
    }

    @Test func `a path is shown without control characters and keeps its bytes`() {
        let path = FilePath(bytes: [0x61, 0x0A, 0xFF, 0xC3, 0xA9, 0x5C])
        #expect(path.description == "a\\x0A\\xFFé\\x5C")
        #expect(path.text == nil)
        #expect(FilePath("a/b").appending("c").components.map(\.description) == ["a", "b", "c"])
    }

    @Test func `a receipt reads back as it was written`() throws {
        let digest = Digest.of([])
        let receipt = Receipt(
            id: try #require(RunID("0123456789ab")), filed: Timestamp(milliseconds: 5), source: "rig",
            origin: .inbox(path: FilePath(bytes: [0xFF]), inode: .max, changed: -4),
            report: FiledFile(byteCount: 1, digest: digest), config: FiledFile(byteCount: 2, digest: digest),
            configAttached: Timestamp(milliseconds: 6),
            warnings: [Problem(.configNotZip, "x", members: [.init("entry", "e")])])
        let json = try JSONValue(parsing: receipt.json.indentedBytes)
        #expect(Receipt(json: json) == receipt)
    }
}
