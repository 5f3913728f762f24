import TestSupport
import Testing

@testable import Archives
@testable import Model
@testable import Store
@testable import System

struct `What is measured of a run again`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A library of two runs.
    private func filed() throws -> (store: Store, ids: [RunID]) {
        let store = try Store.open(
            folder.path.appending("data"), limits: ArchiveLimits(byteCount: 64 << 20)
        ).store
        let ids = try ["baseline", "mount-options"].map { run in
            let drop = try JudgedDrop(
                report: Fixtures.file(run, "aggregated_report.json"), in: store.staging)
            return try #require(try store.file(drop, at: .now()).id)
        }
        return (store, ids)
    }

    /// By a process that has kept nothing.
    private func measuredElsewhere(_ values: ValueSelection) throws -> [MeasuredRun] {
        try Store.openForReading(folder.path.appending("data")).measured(RunQuery(), values).runs
    }

    @Test func `is what was measured first, until it changes`() throws {
        let (store, ids) = try filed()
        for values in [ValueSelection.compared, .main, .all] {
            try expectChange(of: ids[0], in: store, values)
        }
    }

    private func expectChange(of id: RunID, in store: Store, _ values: ValueSelection) throws {
        let first = try store.measured(RunQuery(), values).runs
        #expect(first.count == 2 && first.allSatisfy { !$0.cells.isEmpty })
        #expect(try store.measured(RunQuery(), values).runs == first)
        var change = MarkChange()
        try change.setLabel("\(values)")
        try change.setExclusion("too warm")
        guard case .marked = try store.mark(.id(id), change) else {
            Issue.record("it was not marked")
            return
        }
        let changed = try store.measured(RunQuery(), values).runs
        #expect(changed != first && changed.contains { $0.isExcluded && $0.label == "\(values)" })
        #expect(try changed == measuredElsewhere(values))
    }

    @Test func `has the cells that a query names, and all of them afterwards`() throws {
        let store = try filed().store
        let all = try store.measured(RunQuery(), .compared).runs
        let name = try #require(all.first?.cells.first)
        var query = RunQuery()
        query.benchmark = name.benchmark
        query.filesystem = name.filesystem
        let some = try store.measured(query, .compared).runs
        #expect(some.allSatisfy { $0.cells.map(\.name) == [name.name] })
        #expect(try store.measured(RunQuery(), .compared).runs == all)
    }

    @Test func `is gone with a run that is removed`() throws {
        let (store, ids) = try filed()
        _ = try store.measured(RunQuery(), .compared)
        _ = try store.remove([ids[0]], because: "a test")
        #expect(try store.measured(RunQuery(), .compared).runs.map(\.id) == [ids[1]])
    }
}

extension MeasuredCell {
    fileprivate var name: [String] { [benchmark, filesystem] }
}
