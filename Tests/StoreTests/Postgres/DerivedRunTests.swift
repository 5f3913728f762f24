import TestSupport
import Testing

@testable import Archives
@testable import Model
@testable import Store
@testable import System

/// What a daemon leaves of a run for all others.
struct `What is derived of a run`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func derived(_ run: String) throws -> DerivedRun {
        DerivedRun(
            try JudgedDrop(
                report: Fixtures.file(run, "aggregated_report.json"),
                config: Fixtures.file(run, "config.zip"),
                in: Directory(folder.path)))
    }

    @Test(arguments: Fixtures.runs)
    func `comes back as it was, with outline, listing, settings and analysis`(_ run: String) throws {
        let derived = try derived(run)
        let back = try #require(DerivedRun(bytes: derived.bytes, rules: derived.rules))
        #expect(back == derived)
        #expect(back.packed?.analysis != nil && back.listing != nil && back.vars != nil)
    }

    @Test func `comes back where it is more than is kept in memory`() throws {
        let entry = #"{"metrics":{"plot":{"read_iops":7},"table":{}}}"#
        let members = (0..<9_000).map { number in
            #""fio-\#(number)-\#(String(repeating: "n", count: 200))":{"ext4":\#(entry)}"#
        }
        let report = Array("{\"data\":{\(members.joined(separator: ","))}}".utf8)
        let derived = DerivedRun(try JudgedDrop(report: report, in: Directory(folder.path)))
        let bytes = derived.bytes
        let unpacked = try #require(Zstandard.unpack(Array(bytes.dropFirst()), limit: 64 << 20))
        #expect(unpacked.count > 3 << 20)
        #expect(DerivedRun(bytes: bytes, rules: derived.rules) == derived)
        for place in stride(from: 1, to: bytes.count, by: 997) {
            var other = bytes
            other[place] ^= 0x10
            #expect(DerivedRun(bytes: other, rules: derived.rules) == nil)
        }
    }

    @Test func `comes back from the format of before, which had places in the report`() throws {
        let parts = ReportParts(
            sections: [ReportParts.Section(section: .plot, range: 40..<60)], others: [], hiddenCount: 2)
        let report = Report(
            byteCount: 100,
            benchmarks: [
                Report.Benchmark(
                    name: Report.Name("fio"), entries: [Report.Entry(filesystem: 0, parts: parts)])
            ], filesystems: [Report.Name("ext4")], parts: ReportParts())
        var writer = PackedWriter()
        writer.count(report.byteCount)
        writer.list(["ext4"]) { writer, name in
            writer.text(name)
            writer.flag(false)
        }
        writer.list(["fio"]) { writer, name in
            writer.text(name)
            writer.flag(false)
            writer.list([parts]) { writer, parts in
                writer.count(0)
                writer.blob(parts.bytes)
            }
        }
        writer.blob(ReportParts().bytes)
        for _ in ["listing", "packed", "vars"] { writer.flag(false) }
        let frame = try #require(Zstandard.pack(writer.bytes))
        var expected = DerivedRun(report)
        expected.rules = 7
        #expect(DerivedRun(bytes: [1] + frame, rules: 7) == expected)
        #expect(DerivedRun(bytes: expected.bytes, rules: 7) == expected)
    }

    @Test func `is nothing where it is damaged, or of a later version`() throws {
        let derived = try derived("baseline")
        let bytes = derived.bytes
        #expect(DerivedRun(bytes: [], rules: 1) == nil)
        #expect(DerivedRun(bytes: [3] + bytes.dropFirst(), rules: 1) == nil)
        #expect(DerivedRun(bytes: bytes.dropLast(), rules: 1) == nil)
        for place in stride(from: 1, to: bytes.count, by: 97) {
            var other = bytes
            other[place] ^= 0x10
            // Each frame has a checksum.
            #expect(DerivedRun(bytes: other, rules: derived.rules) == nil)
        }
    }

    @Test func `waits for its turn where a config came late and the readings are of other rules`() throws {
        var old = try derived("baseline")
        old.rules = 1
        let config = try JudgedConfig(Fixtures.file("baseline", "config.zip"), in: Directory(folder.path))
        #expect(old.attaching(config).rules == 0)
        let new = try derived("baseline")
        #expect(new.attaching(config) == new)
    }
}

struct `A place of PostgreSQL` {
    @Test(arguments: [
        ("postgres://bench:s3cret@db.lan:5433/runs", "the database runs at db.lan:5433", true),
        ("postgresql://db1,db2/runs", "the database runs at db1,db2", false),
        ("host=/run/pg dbname=runs password='a b'", "the database runs at /run/pg", true),
        ("service=benchd", "the service benchd", false),
    ])
    func `is described without what is secret`(
        _ text: String, _ description: String, _ hasPassword: Bool
    ) throws {
        let place = try PostgresPlace(text, PostgresLibrary())
        #expect(place.description == description && place.hasPassword == hasPassword)
    }

    @Test func `that cannot be read is refused without a word of it`() throws {
        let library = try PostgresLibrary()
        let error = #expect(throws: PostgresError.self) {
            try PostgresPlace("postgres://user:s3cret@[bad/runs", library)
        }
        #expect(error?.reason.contains("s3cret") == false)
        #expect(error?.reason.hasPrefix("--store is no connection string") == true)
    }
}
