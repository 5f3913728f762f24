import Model
import System

extension LibraryPromise {
    static let filing = [
        LibraryPromise("a drop is a run at once, and its staged files are gone") { library in
            let outcome = try library.file(Sample.report("a"), Sample.config("x"))
            try expect(outcome.kind == .accepted, "a new drop is \(outcome.kind)")
            try expect(try library.latest() == outcome.id, "it is not the latest")
            try expect(try library.run(outcome.run)?.receipt.source == "rig", "it has another source")
            try expect(try library.staging.names().isEmpty, "staged files are left")
        },
        LibraryPromise("the same bytes from elsewhere are a duplicate that moves nothing") { library in
            let first = try library.file(Sample.report("a"), Sample.config("x")).run
            let second = try library.file(Sample.report("b"), after: 1).run
            for config in [Sample.config("x"), nil] {
                let again = try library.file(Sample.report("a"), config, source: "other", after: 2)
                try expect(again.kind == .duplicate && again.id == first, "\(again)")
            }
            try expect(try library.runs(RunQuery()).runs.map(\.id) == [second, first], "the order changed")
            try expect(try library.run(first)?.receipt.source == "rig", "the source changed")
        },
        LibraryPromise("the very file of the inbox again is the run that it was") { library in
            let warning = Problem(.configDamaged, "was damaged")
            let origin = Sample.inbox("rig/a.json")
            let first = try library.file(Sample.report("a"), origin: origin, warnings: [warning])
            let again = try library.file(Sample.report("a"), origin: origin, after: 9)
            try expect(again == first, "\(again) after \(first)")
            let other = try library.file(Sample.report("a"), origin: Sample.inbox("rig/a.json", inode: 2))
            try expect(other.kind == .duplicate && other.id == first.id, "\(other)")
        },
        LibraryPromise("a report without a config gets one by coming again with it") { library in
            let first = try library.file(Sample.report("a")).run
            let second = try library.file(Sample.report("a"), Sample.config("x"), after: 5)
            try expect(second.kind == .attached && second.id == first, "\(second)")
            let receipt = try library.run(first)?.receipt
            try expect(receipt?.config?.digest == .of(Sample.config("x")), "the config is not in the receipt")
            try expect(receipt?.configAttached?.milliseconds == Sample.time.milliseconds + 5000, "no time")
            try expect(receipt?.filed == Sample.time, "it moved")
            try expect(try library.listing(first, from: 0, limit: 9)?.total == 3, "it is not listed")
        },
        LibraryPromise("another config makes another run") { library in
            let first = try library.file(Sample.report("a"), Sample.config("x")).run
            let second = try library.file(Sample.report("a"), Sample.config("y"), after: 1)
            try expect(second.kind == .accepted && second.id != first, "\(second)")
            let third = try library.file(Sample.report("a"), Sample.config("y"), after: 2)
            try expect(third.kind == .duplicate && third.id == second.id, "\(third)")
        },
        LibraryPromise("a late config belongs to the last run of its path, if that is recent and has none") {
            library in
            let path: FilePath = "rig/aggregated_report.json"
            try expect(try library.attach(Sample.config("x"), from: path, after: 0) == nil, "it has no run")
            let old = try library.file(Sample.report("a"), origin: Sample.inbox(path)).run
            let new = try library.file(Sample.report("b"), origin: Sample.inbox(path), after: 1).run
            try expect(
                try library.attach(Sample.config("x"), from: path, after: 602) == nil, "it is too late")
            try expect(
                try library.attach(Sample.config("x"), from: "other.json", after: 2) == nil, "elsewhere")
            for _ in 0..<2 {
                let outcome = try library.attach(Sample.config("x"), from: path, after: 2)
                try expect(outcome?.kind == .attached && outcome?.id == new, "\(String(describing: outcome))")
            }
            try expect(try library.attach(Sample.config("y"), from: path, after: 2) == nil, "it has another")
            try expect(try library.run(old)?.receipt.config == nil, "it is on the run before")
        },
        LibraryPromise("bytes that were filed are known, of reports and configs, late ones too") { library in
            let files = [Sample.report("a"), Sample.config("x"), Sample.config("y")]
            for file in files { try expect(try !library.holds(.of(file)), "it is known before") }
            _ = try library.file(files[0], files[1])
            _ = try library.file(Sample.report("b"), origin: Sample.inbox("rig/b.json"))
            _ = try library.attach(files[2], from: "rig/b.json", after: 1)
            for file in files { try expect(try library.holds(.of(file)), "it is not known") }
        },
        LibraryPromise("what cannot be filed leaves nothing, and can be filed again") { library in
            let drop = try JudgedDrop(
                report: Sample.report("a"), config: Sample.config("x"), in: library.staging)
            drop.config?.staged.discard()
            do {
                _ = try library.file(drop, at: Sample.time)
                throw Broken(description: "a drop without its config's file was filed")
            } catch is LibraryError {}
            try expect(try library.latest() == nil && library.runs(RunQuery()).total == 0, "a run is there")
            try expect(try !library.holds(.of(Sample.report("a"))), "its bytes are known")
            let again = try library.file(Sample.report("a"), Sample.config("x"))
            try expect(again.kind == .accepted, "\(again)")
        },
        LibraryPromise("drops that are filed together are what they are one after the other") { library in
            func drop(_ name: String, _ config: String? = nil) throws -> JudgedDrop {
                try JudgedDrop(
                    report: Sample.report(name), config: config.map(Sample.config), in: library.staging)
            }
            let before = try library.file(Sample.report("known")).run
            let drops = [
                try drop("a", "x"), try drop("b"), try drop("known"), try drop("a", "x"), try drop("b", "y"),
                try drop("c"), try drop("a"),
            ]
            let outcomes = try library.file(drops, at: Sample.time).map { try $0.get() }
            try expect(
                outcomes.map(\.kind) == [
                    .accepted, .accepted, .duplicate, .duplicate, .attached, .accepted, .duplicate,
                ], "\(outcomes)")
            let ids = try outcomes.map { try $0.run }
            let (a, b, c) = (ids[0], ids[1], ids[5])
            try expect(ids == [a, b, before, a, b, c, a], "\(ids)")
            try expect(a < b && b < c, "they are not in the order in which they came")
            try expect(try library.runs(RunQuery()).runs.map(\.id) == [c, b, a, before], "the list")
            try expect(try library.staging.names().isEmpty, "staged files are left")
        },
        LibraryPromise("one that cannot be filed costs none of those that are filed with it") { library in
            let drops = try ["a", "b", "c"].map {
                try JudgedDrop(
                    report: Sample.report($0), config: Sample.config($0), mark: RunMark(), in: library.staging
                )
            }
            drops[1].config?.staged.discard()
            let results = library.file(drops, at: Sample.time)
            let filed = results.map { (try? $0.get())?.kind }
            try expect(filed == [.accepted, nil, .accepted], "\(results)")
            try expect(try library.runs(RunQuery()).total == 2, "the runs that are listed")
            try expect(try !library.holds(.of(Sample.report("b"))), "its bytes are known")
            try expect(try library.staging.names().isEmpty, "staged files are left")
            try expect(try library.file(Sample.report("b"), Sample.config("b")).kind == .accepted, "again")
        },
    ]
}
