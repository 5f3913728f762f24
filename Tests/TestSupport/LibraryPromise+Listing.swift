import Model
import System

extension LibraryPromise {
    static let listing = [
        LibraryPromise("a search finds what has all words, the last one by its beginning") { library in
            var mark = RunMark()
            (mark.label, mark.note, mark.tags) = ("New Firmware", "überprüft", ["nightly"])
            let id = try library.file(
                Sample.measured(on: ["btrfs_overlay2"]), Sample.config("opts: data=journal\n"),
                mark: mark
            ).run
            _ = try library.file(Sample.measured(iops: 6, kernel: "5.15"), source: "rig-2", after: 1)
            for words in [
                "overlay2", "BTRFS over", "rig firm", "überp", "nightly firmware new", "6.1.0-18",
                "journal", "opts amd", "\(id)", "host 9 firm",
            ] { try expect(try library.ids { $0.words = words } == [id], "\(words)") }
            for words in ["firm rig nothing", "verlay", "rig AND zfs", "firm new"] {
                try expect(try library.ids { $0.words = words }.isEmpty, "\(words)")
            }
            for words in ["*", "text:fio OR", "NEAR(a b)", "fio^", "'; DROP TABLE runs"] {
                _ = try library.ids { $0.words = words }
            }
            try expect(try library.ids { $0.words = "fio" }.count == 2, "both")
            try expect(try library.ids { ($0.words, $0.source) = ("fio", "rig-2") }.count == 1, "one rig")
        },
        LibraryPromise("an id is found by its parts, as the last word by a beginning of one") { library in
            let id = try library.file(Sample.measured()).run
            _ = try library.file(Sample.measured(iops: 6), after: 100_000_000)
            let parts = "\(id)".split(separator: "-").map(String.init)
            for words in ["\(id)", parts[4], "rig \(parts[0])", "\(parts[4]) \(parts[0].prefix(7))"] {
                try expect(try library.ids { $0.words = words } == [id], "\(words)")
            }
            for words in ["\(parts[0].prefix(7)) rig", "\(parts[4].suffix(11))", "\(parts[4])0"] {
                try expect(try library.ids { $0.words = words }.isEmpty, "\(words)")
            }
        },
        LibraryPromise("every filter leaves out what it does not name") { library in
            var mark = RunMark()
            mark.label = "a"
            let first = try library.file(Sample.measured(on: ["btrfs_overlay2", "xfs"]), source: nil).run
            let second = try library.file(
                Sample.measured("wrk", on: ["ext4_overlay2"]), Sample.config("x"), source: "rig",
                mark: mark, after: 10
            ).run
            try expect(try library.ids { $0.family = "btrfs" } == [first], "family")
            try expect(try library.ids { $0.family = "xfs" } == [first], "a family without a driver")
            try expect(try library.ids { $0.driver = "overlay2" } == [second, first], "driver")
            try expect(try library.ids { $0.rig = "host-9" } == [first], "a rig by its host name")
            try expect(try library.ids { $0.label = "a" } == [second], "label")
            try expect(try library.ids { $0.hasConfig = true } == [second], "with a config")
            try expect(try library.ids { $0.hasConfig = false } == [first], "without one")
            let middle = Timestamp(milliseconds: Sample.time.milliseconds + 10_000)
            try expect(try library.ids { $0.since = middle } == [second], "since")
            try expect(try library.ids { $0.until = middle } == [first], "until")
            try expect(try library.ids { $0.ids = [first] } == [first], "ids")
            try expect(try library.ids { ($0.family, $0.benchmark) = ("ext4", "fio-a") } == [], "both")
        },
        LibraryPromise("each order has its pages, which stay right while runs arrive") { library in
            for (place, source) in ["b", nil, "a", "b", "a", nil].enumerated() {
                let report = Sample.measured(on: (0...place % 4).map { "f\($0)" }, iops: Double(place + 1))
                _ = try library.file(report, source: source, after: Int64(place / 2))
            }
            for order in RunOrder.allCases {
                let whole = try library.ids { ($0.order, $0.limit) = (order, 100) }
                var seen: [RunID] = []
                var query = RunQuery()
                (query.order, query.limit) = (order, 2)
                repeat {
                    let page = try library.runs(query)
                    seen += page.runs.map(\.id)
                    // It has a place of its own in every order, and moves no other.
                    _ = try library.file(
                        Sample.measured(iops: Double(100 + seen.count) / 7 + Double(whole.count)),
                        source: "0", after: -5)
                    query.cursor = page.next.flatMap { RunCursor($0.description) }
                    try expect((page.next == nil) == (query.cursor == nil), "a cursor is not read back")
                } while query.cursor != nil && seen.count < 100
                try expect(Set(seen).count == seen.count, "\(order): a run comes twice")
                try expect(seen.filter(whole.contains) == whole, "\(order): \(seen.count) runs")
            }
        },
        LibraryPromise("facets count the runs of the whole query") { library in
            _ = try library.file(Sample.measured(on: ["btrfs_overlay2", "btrfs_btrfs"]), source: "a")
            _ = try library.file(Sample.measured("wrk", on: ["xfs"]), source: "a", after: 1)
            _ = try library.file(Sample.measured(on: ["xfs"], iops: 9), source: nil, after: 2)
            var query = RunQuery()
            (query.wantsFacets, query.limit) = (true, 1)
            let facets = try library.runs(query).facets
            let named = { (field: RunFacets.Field) in
                (facets?[field] ?? []).map { "\($0.name) \($0.runs)" }
            }
            try expect(named(.source) == ["a 2"], "\(named(.source))")
            try expect(named(.rig).first == "a 2", "\(named(.rig))")
            try expect(named(.benchmark) == ["fio-a 2", "wrk 1"], "\(named(.benchmark))")
            try expect(named(.filesystem) == ["xfs 2", "btrfs_btrfs 1", "btrfs_overlay2 1"], "filesystems")
            try expect(named(.family) == ["xfs 2", "btrfs 1"], "a family counts once a run")
            try expect(named(.driver) == ["btrfs 1", "overlay2 1"], "drivers")
            try expect(named(.label) == [], "labels")
            query.benchmark = "wrk"
            try expect(
                try library.runs(query).facets?[.filesystem] == [.init(name: "xfs", runs: 1)], "filtered")
            query.wantsFacets = false
            try expect(try library.runs(query).facets == nil, "nobody asked")
        },
    ]
}

extension RunLibrary {
    func ids(_ change: (inout RunQuery) -> Void) throws -> [RunID] {
        var query = RunQuery()
        change(&query)
        let page = try runs(query)
        try expect(page.total == page.runs.count || page.next != nil, "\(page.total) in all")
        return page.runs.map(\.id)
    }
}
