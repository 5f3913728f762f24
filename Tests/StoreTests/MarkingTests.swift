import Foundation
import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model
@testable import Store
@testable import System

struct `What is said of a run`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open() throws -> (store: Store, opening: Store.Opening) {
        try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20))
    }

    private func file(_ run: String, mark: RunMark = RunMark(), in store: Store) throws -> RunID {
        let drop = try JudgedDrop(
            report: Fixtures.file(run, "aggregated_report.json"), mark: mark, in: store.staging)
        return try #require(try store.file(drop, at: .now()).id)
    }

    private var said: RunMark {
        var mark = RunMark()
        mark.label = "night three"
        mark.note = "with the new disk"
        mark.tags = ["disk"]
        mark.exclusion = "it was too warm"
        return mark
    }

    private func write(_ text: String, asNotesOf id: RunID) throws {
        try folder.write(Array(text.utf8), to: "data/\(id).notes.json")
    }

    @Test func `is filed with the report, and outlives the catalog`() throws {
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("baseline", mark: said, in: store)
            #expect(try store.run(id)?.mark == said)
        }
        #expect(try folder.names(in: "data").contains("\(id).notes.json"))
        for name in try folder.names(in: "data") where name.hasPrefix("catalog.sqlite") {
            try FileManager.default.removeItem(at: folder.url.appending(path: "data/\(name)"))
        }
        let (store, opening) = try open()
        #expect(opening.indexedCount == 1)
        #expect(try store.run(id)?.mark == said)
        var query = RunQuery()
        query.words = "warm"
        #expect(try store.runs(query).runs.map(\.id) == [id])
    }

    @Test func `is changed at once, and after a restart, by whatever names the run`() throws {
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("baseline", in: store)
            #expect(try !folder.names(in: "data").contains("\(id).notes.json"))
            for text in ["latest", id.description, String(id.description.prefix(8))] {
                let run = try #require(RunChoice(text))
                var change = MarkChange()
                try change.setLabel("by \(text)")
                let outcome = try store.mark(run, change)
                guard case .marked(id, let mark) = outcome else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(mark.label == "by \(text)")
                #expect(try store.run(id)?.mark == mark)
                #expect(try store.runs(RunQuery()).runs.map(\.mark) == [mark])
            }
            var exclusion = MarkChange()
            try exclusion.setExclusion("too warm")
            _ = try store.mark(.latest, exclusion)
        }
        let (store, opening) = try open()
        #expect(opening.indexedCount == 0)
        #expect(try store.run(id)?.mark.exclusion == "too warm")
        #expect(try store.run(id)?.mark.label == "by \(id.description.prefix(8))")
    }

    @Test func `is of no run that is not there, and of none of several`() throws {
        let (store, _) = try open()
        let change = try MarkChange(json: ["label": "x"])
        #expect(try store.mark(.latest, change) == .noRun)
        let ids = [try file("baseline", in: store), try file("mount-options", in: store)]
        #expect(try store.mark(.beginning("ffffff"), change) == .noRun)
        #expect(try store.mark(.id(#require(RunID("0123456789ab"))), change) == .noRun)
        let common = zip(ids[0].description, ids[1].description).prefix { $0 == $1 }.map { String($0.0) }
        #expect(try store.mark(.beginning(common.joined()), change) == .ambiguous(ids.sorted()))
        #expect(try ids.compactMap { try store.run($0)?.mark } == [RunMark(), RunMark()])
    }

    @Test(arguments: ["{", "", #"{"label": 7}"#, #"{"label": "a\u0007"}"#, "[1]"])
    func `costs nothing where its file is damaged, is named at each start, and is not written over`(
        _ text: String
    ) throws {
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("baseline", mark: said, in: store)
        }
        try write(text, asNotesOf: id)
        for _ in 0..<2 {
            let (store, opening) = try open()
            #expect(opening.indexedCount == 0)
            #expect(opening.notes.count == 1)
            #expect(opening.notes.first?.contains("\(id).notes.json") == true)
            let run = try #require(try store.run(id))
            #expect(run.mark == RunMark() && run.counts.benchmarks > 0)
            guard case .damaged = try store.mark(.id(id), MarkChange(json: ["label": "x"])) else {
                Issue.record("a damaged file was written over")
                return
            }
        }
        #expect(try Verification(folder.path.appending("data")).damages(of: id).count == 1)
        try write(#"{"label": "by hand"}"#, asNotesOf: id)
        let (store, opening) = try open()
        #expect(opening.notes.isEmpty && opening.indexedCount == 0)
        #expect(try store.run(id)?.mark.label == "by hand")
        #expect(try Verification(folder.path.appending("data")).damages(of: id).isEmpty)
    }

    @Test func `is no link, no directory and no large file`() throws {
        let (store, _) = try open()
        let id = try file("baseline", in: store)
        let notes = folder.url.appending(path: "data/\(id).notes.json")
        try FileManager.default.createSymbolicLink(atPath: notes.path, withDestinationPath: "/etc/hostname")
        let change = try MarkChange(json: ["label": "x"])
        guard case .damaged = try store.mark(.id(id), change) else {
            Issue.record("a link was followed")
            return
        }
        try FileManager.default.removeItem(at: notes)
        try write(String(repeating: " ", count: 70_000), asNotesOf: id)
        guard case .damaged = try store.mark(.id(id), change) else {
            Issue.record("a large file was read")
            return
        }
    }

    @Test func `stays while the report is damaged`() throws {
        let id: RunID
        do {
            let (store, _) = try open()
            id = try file("baseline", in: store)
        }
        try folder.write([1], to: "data/\(id).json")
        try write(#"{"label": "by hand"}"#, asNotesOf: id)
        let (store, _) = try open()
        #expect(try store.run(id)?.mark.label == "by hand")
    }

    @Test func `does not get lost while the run is read again`() throws {
        let (store, _) = try open()
        let id = try file("baseline", in: store)
        let before = try store.reading(of: id)
        let outcome = try store.mark(.id(id), MarkChange(json: said.json))
        #expect(outcome == .marked(id, said))
        _ = try store.index(id, from: before)
        #expect(try store.run(id)?.mark == said)
    }

    @Test func `stays where the same bytes come again with other words, and is taken where there were none`()
        throws
    {
        let (store, _) = try open()
        let report = try Fixtures.file("baseline", "aggregated_report.json")
        func again(_ mark: RunMark) throws -> Outcome {
            try store.file(try JudgedDrop(report: report, mark: mark, in: store.staging), at: .now())
        }
        let id = try #require(try again(RunMark()).id)
        #expect(try again(said).warnings == [])
        #expect(try store.run(id)?.mark == said)
        var other = RunMark()
        other.label = "other"
        #expect(try again(other).warnings.map(\.kind) == [.notesKept])
        #expect(try again(said).warnings == [] && again(RunMark()).warnings == [])
        #expect(try store.run(id)?.mark == said)
    }

    @Test func `may come after the report, once`() throws {
        let (store, _) = try open()
        let origin = Origin.inbox(path: "rig/aggregated_report.json", inode: 1, changed: 1)
        let filed = Timestamp(milliseconds: 1_800_000_000_000)
        let report = try Fixtures.file("baseline", "aggregated_report.json")
        let drop = try JudgedDrop(report: report, origin: origin, in: store.staging)
        let id = try #require(try store.file(drop, at: filed).id)
        func attach(_ mark: RunMark, after seconds: Int64, to path: FilePath) throws -> Outcome? {
            try store.attach(
                mark, toRunFrom: [path], within: .seconds(60),
                at: Timestamp(milliseconds: filed.milliseconds + seconds * 1000))
        }
        #expect(try attach(said, after: 1, to: "rig/other.json") == nil)
        #expect(try attach(said, after: 61, to: "rig/aggregated_report.json") == nil)
        #expect(try attach(said, after: 60, to: "rig/aggregated_report.json") == .filed(.attached, id))
        #expect(try store.run(id)?.mark == said)
        #expect(try attach(said, after: 9_999, to: "rig/aggregated_report.json") == .filed(.attached, id))
        var other = RunMark()
        other.label = "other"
        #expect(try attach(other, after: 1, to: "rig/aggregated_report.json") == nil)
        #expect(try store.run(id)?.mark == said)
    }
}
