import Foundation
import TestSupport
import Testing

@testable import Archives
@testable import Model
@testable import Store
@testable import System

/// Runs that are put in place together.
struct `A group of runs`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store() throws -> Store {
        try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20)).store
    }

    private func entries(in store: Store) throws -> [Store.Entry] {
        try (0..<3).map { number in
            var mark = RunMark()
            mark.label = "run \(number)"
            let drop = try JudgedDrop(
                report: Array(#"{"data":{"b":{"f\#(number)":{"metrics":{"plot":{"read_iops":1}}}}}}"#.utf8),
                config: Fixtures.file("baseline", "config.zip"), mark: mark, in: store.staging)
            let receipt = Receipt(
                id: store.nextID(at: .now()), filed: .now(), source: "rig", origin: .upload,
                report: drop.report.file, config: drop.config?.staged.file)
            return (receipt, drop)
        }
    }

    @Test func `is computed, listed and whole after a new start`() throws {
        let ids: [RunID]
        do {
            let store = try store()
            let entries = try entries(in: store)
            ids = entries.map(\.receipt.id)
            let failures = store.commit(entries)
            #expect(failures == [nil, nil, nil])
            for id in ids { #expect(try store.analysis(id)?.cells.count == 1) }
            #expect(try store.run(ids[2])?.mark.label == "run 2")
        }
        let (store, opening) = try Store.open(
            folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20))
        #expect(opening.runCount == 3 && opening.indexedCount == 0 && opening.notes.isEmpty)
        #expect(try store.runs(RunQuery()).runs.map(\.id) == ids.reversed())
    }

    @Test(arguments: ["_config.zip", ".receipt.json", ".notes.json", ".json"])
    func `loses no more than the run whose name is taken, of which nothing stays`(_ suffix: String) throws {
        let store = try store()
        let entries = try entries(in: store)
        let ids = entries.map(\.receipt.id)
        let taken = FilePath("\(ids[1])\(suffix)")
        try store.folder.root.createDurably(taken, with: [1])
        let failures = store.commit(entries)
        #expect(failures[0] == nil && failures[2] == nil)
        let errno = if case .file(let error) = failures[1] { error.errno } else { Int32(0) }
        #expect(errno == EEXIST)
        #expect(try folder.names(in: "data").filter { $0.hasPrefix("\(ids[1])") } == ["\(taken)"])
        #expect(try store.runs(RunQuery()).runs.map(\.id) == [ids[2], ids[0]])
        for entry in entries { entry.drop.discard() }
        #expect(try folder.names(in: "data/.staging").isEmpty)
    }
}
