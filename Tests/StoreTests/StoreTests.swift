import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model
@testable import Reports
@testable import Store
@testable import System

struct `The store`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func open() throws -> (store: Store, opening: Store.Opening) {
        try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20))
    }

    /// Files a fixture as the ingest does.
    @discardableResult
    func file(_ run: String, in store: Store, withConfig: Bool = true, at time: Int64 = 1_800_000_000_000)
        throws -> RunID
    {
        let drop = try JudgedDrop(
            report: Fixtures.file(run, "aggregated_report.json"),
            config: withConfig ? Fixtures.file(run, "config.zip") : nil, in: store.staging)
        let filed = Timestamp(milliseconds: time)
        let receipt = Receipt(
            id: store.nextID(at: filed), filed: filed, source: "rig", origin: .upload,
            report: drop.report.file, config: drop.config?.staged.file)
        // Not `file(_:at:)`, which files the same bytes once.
        try store.commit(receipt, drop)
        return receipt.id
    }

    @Test(arguments: LibraryPromise.all)
    func `keeps what every library promises`(_ promise: LibraryPromise) throws {
        try promise.check(open().store)
    }

    @Test func `what is filed is served byte for byte and stays`() throws {
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("baseline", in: store)
        }
        let (store, opening) = try open()
        #expect(opening.runCount == 1 && opening.indexedCount == 0)
        let bytes = try Fixtures.file("baseline", "aggregated_report.json")
        #expect(try store.content(.report, of: id).read(0..<bytes.count) == bytes)
        #expect(
            try store.listing(id, from: 0, limit: 100)?.entries.map(\.entry.path).contains(
                "vars/filesystems.yaml") == true)
        #expect(try folder.names(in: "data/.staging").isEmpty)
    }

    @Test func `what no longer reads as it was filed is handed over to be read again`() throws {
        let (store, _) = try open()
        let id = try file("baseline", in: store)
        let error = try store.content(.report, of: id).doubt()
        #expect(error == .unverified(.report, id))
        let doubted = Mutex<[RunID]>([])
        store.filedFiles.doubts.hand { id in doubted.withLock { $0.append(id) } }
        #expect(doubted.withLock { $0 } == [id])
    }

    @Test func `a config that is attached while the run is read again is not lost`() throws {
        let (store, _) = try open()
        let origin = Origin.inbox(path: "rig/a.json", inode: 1, changed: 1)
        let bytes = try Fixtures.file("baseline", "aggregated_report.json")
        let filed = Timestamp(milliseconds: 1_800_000_000_000)
        let drop = try JudgedDrop(report: bytes, origin: origin, in: store.staging)
        let id = try #require(try store.file(drop, at: filed).id)
        let before = try store.reading(of: id)

        let config = try JudgedConfig(Fixtures.file("baseline", "config.zip"), in: store.staging)
        let outcome = try store.attach(config, toRunFrom: ["rig/a.json"], within: .seconds(9), at: filed)
        #expect(outcome?.kind == .attached)
        _ = try store.index(id, from: before)

        #expect(try store.run(id)?.receipt.config != nil && store.listing(id, from: 0, limit: 9)?.total == 5)
    }

    @Test func `a deleted catalog is rebuilt to the same answers`() throws {
        let before: (RunPage, [FiledRun?])
        do {
            let (store, _) = try open()
            let ids = try Fixtures.runs.enumerated().map {
                try file($1, in: store, withConfig: !$0.isMultiple(of: 2), at: 1_800_000_000_000 + Int64($0))
            }
            before = (try store.runs(RunQuery()), try ids.map { try store.run($0) })
        }
        for name in try folder.names(in: "data") where name.hasPrefix("catalog") {
            try FileManager.default.removeItem(at: folder.url.appending(path: "data/\(name)"))
        }
        let (store, opening) = try open()
        #expect(opening.indexedCount == Fixtures.runs.count)
        #expect(try store.runs(RunQuery()) == before.0)
        let after = try before.1.map { try store.run(try #require($0).id) }
        #expect(after == before.1)
    }

    @Test func `a damaged catalog is rebuilt, and that is said`() throws {
        do { try file("baseline", in: open().store) }
        try folder.write(
            Array("not a database at all, but long enough to look at".utf8), to: "data/catalog.sqlite")
        let (store, opening) = try open()
        #expect(opening.notes.contains { $0.hasPrefix("rebuilding the catalog") })
        #expect(try store.runs(RunQuery()).total == 1)
    }

    @Test func `a second opener is told who holds the folder`() throws {
        let (store, _) = try open()
        let error = #expect(throws: LibraryError.self) { try open() }
        #expect(error == .locked(path: folder.path.appending("data"), holder: Int(ProcessID.own)))
        withExtendedLifetime(store) {}
    }

    @Test func `what a crash leaves is removed, and what others left is not`() throws {
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("baseline", in: store)
        }
        let orphan = "01a20af3-6fdc-7000-8a31-e7958d763683"
        for name in [
            "\(orphan)_config.zip", "\(orphan).receipt.json", ".staging/half", "latest.json",
            "0123456789ab_config.zip",
        ] {
            try folder.write([1], to: "data/\(name)")
        }
        let (store, opening) = try open()
        #expect(try store.runs(RunQuery()).runs.map(\.id) == [id])
        let names = try folder.names(in: "data")
        #expect(names.isSuperset(of: ["latest.json", "0123456789ab_config.zip"]))
        #expect(!names.contains { $0.hasPrefix(orphan) })
        #expect(try folder.names(in: "data/.staging").isEmpty)
        #expect(opening.notes.filter { $0.hasPrefix("left ") }.count == 2)
    }

    @Test func `a report without a receipt is a run, and a config its receipt does not name is entered`()
        throws
    {
        try folder.write(Fixtures.file("baseline", "aggregated_report.json"), to: "data/0123456789ab.json")
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("minute-baseline", in: store, withConfig: false)
        }
        let config = try Fixtures.file("baseline", "config.zip")
        try folder.write(config, to: "data/\(id)_config.zip")
        let (store, _) = try open()
        let old = try #require(RunID("0123456789ab"))
        #expect(try store.run(old)?.receipt.origin == .unknown)
        #expect(try store.run(id)?.receipt.config == FiledFile(byteCount: config.count, digest: .of(config)))
        #expect(try store.run(id)?.config?.entries == store.listing(id, from: 0, limit: 100)?.total)
    }

    @Test func `pages of runs are newest first and follow each other`() throws {
        let (store, _) = try open()
        let ids = try (0..<5).map {
            try file("readahead-16k", in: store, at: 1_800_000_000_000 + Int64($0 / 2))
        }
        var query = RunQuery()
        query.limit = 2
        var seen: [RunID] = []
        repeat {
            let page = try store.runs(query)
            #expect(page.total == 5)
            seen += page.runs.map(\.id)
            query.cursor = page.next
        } while query.cursor != nil
        #expect(seen == ids.reversed())
        #expect(try store.latest() == ids.last)
        query = RunQuery()
        query.filesystem = "no such"
        #expect(try store.runs(query).total == 0)
    }

    @Test func `a summary holds the report's values`() throws {
        let (store, _) = try open()
        let id = try file("minute-baseline", in: store)
        let summary = try #require(try store.summary(id)?.json(Links()))
        let report = try JSONValue(parsing: Fixtures.file("minute-baseline", "aggregated_report.json"))
        #expect(summary["system_info"] == report["system_info"])
        for benchmark in try #require(summary["benchmarks"]?.elements) {
            let name = try #require(benchmark["name"]?.string)
            for entry in try #require(benchmark["entries"]?.elements) {
                let filesystem = try #require(entry["filesystem"]?.string)
                let expected = try #require(report["data"]?[name]?[filesystem])
                #expect(entry["metrics"] == expected["metrics"])
                #expect(entry["iostat"]?["plot"] == expected["monitoring"]?["iostat"]?["plot"])
            }
        }
    }
}
