import Model
import Store
import System

/// Measures what answers ask of a library, and prints a row for each question.
struct LibraryTimes {
    private static let repeats = 15
    private let store: Store

    init(_ store: Store) { self.store = store }

    /// Measures everything, each often; the first time does not count.
    func measure() throws {
        try measureLists()
        guard let newest = try store.runs(RunQuery()).runs.first, let benchmark = newest.benchmarks.first,
            let filesystem = newest.filesystems.first
        else { return }
        try measureComparisons(newest.source)
        try measureTrends(newest.source, benchmark, filesystem)
        try measureRun(newest.id)
    }

    // MARK: Lists

    private func measureLists() throws {
        for list in Self.lists {
            var query = RunQuery()
            list.change(&query)
            try measure("list: \(list.name)") { try store.runs(query).total }
        }
    }

    private struct List {
        let name: String
        let change: @Sendable (inout RunQuery) -> Void

        init(_ name: String, _ change: @escaping @Sendable (inout RunQuery) -> Void) {
            self.name = name
            self.change = change
        }
    }

    private static let lists = [
        List("the newest 50") { _ in },
        List("the newest 500") { $0.limit = 500 },
        List("with facets") { $0.wantsFacets = true },
        List("of a rig, facets") { ($0.source, $0.wantsFacets) = ("rig-07", true) },
        List("of a benchmark, facets") { ($0.benchmark, $0.wantsFacets) = ("webserver-bench", true) },
        List("of a family and a driver, facets") {
            ($0.family, $0.driver, $0.wantsFacets) = ("btrfs", "overlay2", true)
        },
        List("of a label, facets") { ($0.label, $0.wantsFacets) = ("release 3", true) },
        List("of a time") { $0.since = Timestamp("2026-01-01T00:00:00Z") },
        List("with a config") { $0.hasConfig = true },
        List("the largest first") { $0.order = .bytes },
        List("by source") { $0.order = .source },
        List("search: xfs") { $0.words = "xfs" },
        List("search: n") { $0.words = "n" },
        List("search: 0, as all ids begin") { $0.words = "0" },
        List("search: rig 07 nightly journal, facets") {
            ($0.words, $0.wantsFacets) = ("rig 07 nightly journal", true)
        },
        List("search: nothing has it") { $0.words = "zebra" },
        List("search and filters, facets") {
            ($0.words, $0.source, $0.driver) = ("release epyc", "rig-05", "overlay2")
            ($0.hasConfig, $0.wantsFacets) = (true, true)
        },
    ]

    // MARK: Values

    private func measureComparisons(_ source: String?) throws {
        var three = RunQuery()
        three.ids = try store.runs(RunQuery()).runs.prefix(3).map(\.id)
        try measure("comparison: all values of 3 runs") { try valueCount(three, .all) }
        var rig = RunQuery()
        (rig.rig, rig.limit) = (source, 100)
        try measure("comparison: what verdicts need of 100 runs") { try valueCount(rig, .main) }
    }

    private func measureTrends(_ source: String?, _ benchmark: String, _ filesystem: String) throws {
        var trend = RunQuery()
        (trend.rig, trend.benchmark, trend.filesystem) = (source, benchmark, filesystem)
        trend.limit = 1_000
        try measure("trend: a metric of 1,000 runs") { try valueCount(trend, .keyed("read_iops")) }
        try measure("trend: what verdicts need of 1,000 runs") { try valueCount(trend, .main) }
    }

    private func measureRun(_ id: RunID) throws {
        try measure("run: its analysis") { try store.analysis(id)?.findings.count ?? 0 }
        try measure("run: its settings") { try store.vars(id)?.vars.count ?? 0 }
        var page = RunQuery()
        page.limit = 100
        try measure("export: all values of 100 runs") { try valueCount(page, .all) }
    }

    private func valueCount(_ query: RunQuery, _ values: ValueSelection) throws -> Int {
        try store.measured(query, values).runs.reduce(0) { sum, run in
            sum + run.cells.reduce(0) { $0 + $1.values.count }
        }
    }

    // MARK: Times

    private func measure(_ name: String, _ question: () throws -> Int) throws {
        var times: [Duration] = []
        var found = try question()
        for _ in 0..<Self.repeats {
            let start = ContinuousClock.now
            found = try question()
            times.append(start.duration(to: .now))
        }
        printRow(name, found, times)
    }

    /// Prints a row with the median and the longest of some times, in milliseconds.
    func printRow(_ name: String, _ found: Int, _ times: [Duration]) {
        let sorted = times.map { $0 / .milliseconds(1) }.sorted()
        let columns = [sorted[sorted.count / 2], sorted.last ?? 0].map { ($0 * 10).rounded() / 10 }
        print("| \(name) | \(found) | \(columns[0]) ms | \(columns[1]) ms |")
    }
}
