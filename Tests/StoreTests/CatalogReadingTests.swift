import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Archives
@testable import Model
@testable import Reports
@testable import Store
@testable import System

@Suite struct `Reading from the catalog`: ~Copyable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store() throws -> Store {
        try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20)).store
    }

    private func file(_ text: String, in store: Store, listing: ConfigListing? = nil) throws -> RunID {
        let report = try store.staging.stage(Array(text.utf8))
        let config = try listing.map {
            JudgedConfig(staged: try store.staging.stage([1, 2, 3]), listing: $0)
        }
        let drop = JudgedDrop(
            report: report, outline: try ReportReader.read(text), config: config, source: "rig",
            origin: .upload, warnings: [])
        return try #require(try store.file(drop, at: .now()).id)
    }

    private static let text = #"""
        {"data":{"b2":{"f1":{"metrics":{"plot":{"x":1}}},"f3":{}},"b1":{"f2":{}},"b3":{}},"notes":"n"}
        """#

    @Test func `parts follow each other to the end, whatever their size`() throws {
        let store = try store()
        let id = try file(Self.text, in: store)
        let all = try #require(try store.outline(id, from: .start, benchmarkLimit: 100, entryLimit: 100))
        #expect(all.benchmarks.map(\.name.text) == ["b1", "b2", "b3"] && all.next == nil)
        #expect(all.benchmarks.map { $0.entries.map(\.filesystem.text) } == [["f2"], ["f1", "f3"], []])
        for (benchmarkLimit, entryLimit) in [(1, 1), (1, 5), (5, 1), (2, 2), (3, 3)] {
            var position: OutlinePosition? = .start
            var names: [String] = []
            while let start = position {
                let page = try #require(
                    try store.outline(id, from: start, benchmarkLimit: benchmarkLimit, entryLimit: entryLimit)
                )
                names += page.benchmarks.flatMap { benchmark in
                    benchmark.entries.map { "\(benchmark.name.text) \($0.filesystem.text)" }
                }
                position = page.next
            }
            #expect(names == ["b1 f2", "b2 f1", "b2 f3"])
        }
    }

    @Test func `an entry is found by its names, and what is there is counted`() throws {
        let store = try store()
        let id = try file(Self.text, in: store)
        let entry = try #require(try store.entry(id, benchmark: "b2", filesystem: "f1"))
        let range = try #require(entry.parts[.plot])
        #expect(String(decoding: Array(Self.text.utf8)[range], as: UTF8.self) == #"{"x":1}"#)
        #expect(try store.entry(id, benchmark: "b1", filesystem: "f1") == nil)
        #expect(try store.run(id)?.counts == ReportCounts(benchmarks: 3, filesystems: 3, entries: 3))
        #expect(try store.parts(id).others.map(\.pointer) == ["/notes"])
        #expect(try store.filesystems(id, from: 1, limit: 1).map(\.text) == ["f2"])
    }

    @Test func `a summary ends where its limits are, and goes on from there`() throws {
        let store = try store()
        let id = try file(Self.text, in: store)
        var limits = SummaryLimits()
        limits.entries = 1
        var position: OutlinePosition? = .start
        var seen: [String] = []
        while let start = position {
            let summary = try #require(try store.summary(id, from: start, limits: limits))
            seen += summary.benchmarks.flatMap { benchmark in
                benchmark.entries.map { "\(benchmark.name) \($0.filesystem)" }
            }
            #expect((summary.others.count == 1) == (start == .start))
            position = summary.next
        }
        #expect(seen == ["b1 f2", "b2 f1", "b2 f3"])
    }

    @Test func `a listing is read in parts, and by address`() throws {
        let store = try store()
        let entries = ["a/x", "a/./x", "b"].enumerated().map { index, path in
            ConfigListing.Entry.file(path, at: index)
        }
        let id = try file(Self.text, in: store, listing: ConfigListing(entries: entries, notes: ["odd"]))
        let part = try #require(try store.listing(id, from: 1, limit: 1))
        #expect(part.entries.map(\.entry.path) == ["a/./x"] && part.total == 3 && part.notes == ["odd"])
        #expect(try store.listedEntries(id, at: "a/x").map(\.entry.index) == [0, 1])
        #expect(try store.listedEntries(id, indices: [2, 0, 7]).map(\.isAddressShared) == [true, false])
        #expect(try store.run(id)?.config == ConfigCounts(entries: 3, findings: 0))
    }

    @Test func `a reader waits for no other reader`() throws {
        let store = try store()
        let id = try file(Self.text, in: store)
        // Each reads while all others that came before it still do.
        func read(_ depth: Int) throws {
            try store.catalog.read { (_) throws(CatalogError) in
                #expect(try store.catalog.run(id) != nil)
                guard depth > 0 else { return }
                do { try read(depth - 1) } catch { Issue.record(error) }
            }
        }
        try read(10)
    }

    @Test func `a row that is damaged is made again by the filing thread alone`() throws {
        let store = try store()
        let id = try file(Self.text, in: store)
        try store.catalog.write { (database) throws(CatalogError) in
            try database.query("UPDATE runs SET receipt = 'x'")
        }
        let woken = Mutex(0)
        store.whenRepairIsDue { woken.withLock { $0 += 1 } }
        #expect(throws: LibraryError.self) { try store.run(id) }
        #expect(throws: LibraryError.self) { try store.run(id) }
        #expect(woken.withLock(\.self) > 0 && store.catalogTrouble != nil)
        store.repairCatalog()
        #expect(try store.run(id)?.id == id)
        #expect(store.catalogTrouble == nil && store.nextRepair == nil)
    }

    /// What lies in the rows, as SQL that damages it so that SQLite itself finds no fault.
    @Test(arguments: [
        "UPDATE filesystems SET name_start = -1, name_end = 5",
        "UPDATE filesystems SET name_start = 7, name_end = 5",
        "UPDATE filesystems SET name_start = 0, name_end = 9223372036854775807",
        "UPDATE benchmarks SET name_start = -9223372036854775808, name_end = 9223372036854775807",
        "UPDATE entries SET parts = x'0101FFFFFFFFFFFFFFFF7F00000000'", "UPDATE entries SET parts = x''",
        "UPDATE runs SET report_bytes = 20", "UPDATE runs SET report_bytes = -9223372036854775808",
    ])
    func `a place outside of the report is damage of the catalog, which is mended`(_ damage: String) throws {
        let store = try store()
        let id = try file(Self.text, in: store)
        let whole = try store.outline(id, from: .start, benchmarkLimit: 9, entryLimit: 9)
        try store.catalog.write { (database) throws(CatalogError) in try database.query(damage) }
        #expect(throws: LibraryError.self) {
            try store.outline(id, from: .start, benchmarkLimit: 9, entryLimit: 9)
        }
        store.repairCatalog()
        #expect(try store.outline(id, from: .start, benchmarkLimit: 9, entryLimit: 9) == whole)
    }

    @Test func `the number of runs is kept over changes and starts`() throws {
        for count in 1...3 {
            let store = try store()
            _ = try file("{\"data\":{},\"n\":\(count)}", in: store)
            #expect(try store.runs(RunQuery()).total == count)
        }
    }

    @Test func `filing many benchmarks does not read what was filed before for each of them`() throws {
        let store = try store()
        // By far more than the old way could: it read the whole outline for each name.
        let members = (0..<20_000).map { "\"b\($0)\":{\"f\($0)\":{}}" }.joined(separator: ",")
        let id = try file("{\"data\":{\(members)}}", in: store)
        #expect(try store.run(id)?.counts.filesystems == 20_000)
        var bytesRead: Int64 = 0
        try store.catalog.read { (database) throws(CatalogError) in
            try database.query("SELECT max(length(receipt) + length(parts)) FROM runs") { row in
                bytesRead = row.integer(0)
            }
        }
        // What a search for a run's row reads does not grow with its outline.
        #expect(bytesRead < 2_000)
    }
}

extension ConfigListing.Entry {
    /// A file that is empty.
    fileprivate static func file(_ path: String, at index: Int) -> ConfigListing.Entry {
        ConfigListing.Entry(
            index: index, path: path, rawPath: nil, kind: .file, byteCount: 0, compressedByteCount: 0,
            method: "stored", crc32: 0, permissions: nil, modified: nil, isEncrypted: false,
            offset: 0)
    }
}
