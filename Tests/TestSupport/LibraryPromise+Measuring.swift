import Model
import System

extension LibraryPromise {
    static let measuring = [
        LibraryPromise("what is computed of a run is there as soon as it is filed") { library in
            let id = try library.file(Sample.measured(), Sample.config("x: 1\n")).run
            let analysis = try library.analysis(id)
            let cell = analysis?.readings.cells.first
            try expect(cell?.filesystem == "ext4" && cell?.number("read_iops") == 5, "readings")
            try expect(cell?.settings.map(\.text) == ["64k"], "settings")
            try expect(
                analysis?.readings.facts["kernel_version"] == .text("6.1.0-18-amd64")
                    && analysis?.readings.timestamp == "5.0", "facts")
            try expect(analysis?.findings.isEmpty == false, "findings")
            try expect(
                try library.vars(id)?.vars.map(\.path) == ["x"], "\(String(describing: try library.vars(id)))"
            )
            let run = try library.runs(RunQuery()).runs.first
            try expect(run?.facts["hostname"] == .text("host-9"), "facts of a list")
            try expect(run?.audit == analysis.map { AuditCounts($0.findings) }, "counts of the audit")
        },
        LibraryPromise("a run without a config has no vars, and gets them with a late one") { library in
            let path: FilePath = "rig/a.json"
            let id = try library.file(Sample.measured(), origin: Sample.inbox("rig/a.json")).run
            try expect(try library.vars(id) == nil, "vars")
            try expect(try library.measured(RunQuery(), .all).runs.first?.vars == nil, "a number of vars")
            let before = try library.analysis(id)
            _ = try library.attach(Sample.config("benchmark_runs: 2\n"), from: path, after: 1)
            try expect(try library.vars(id)?.vars.map(\.text) == ["2"], "no vars")
            let after = try library.analysis(id)
            try expect(after?.readings == before?.readings, "other readings")
            try expect(after?.cells.map(\.iterations) == [2], "it is not computed again")
            try expect(
                try library.measured(RunQuery(), .all).runs.first?.cells.first?.iterations == 2, "cell")
        },
        LibraryPromise("values of cells are found by section and key") { library in
            var mark = RunMark()
            (mark.label, mark.exclusion) = ("l", "disk was full")
            let id = try library.file(Sample.measured(), Sample.config("x: 1\n"), mark: mark).run
            let run = try library.measured(RunQuery(), .all).runs.first
            try expect(run?.id == id && run?.rig == "rig" && run?.label == "l", "another run")
            try expect(run?.isExcluded == true && run?.filed == Sample.time, "mark and time")
            let cell = run?.cells.first
            let values = (cell?.values ?? []).filter { $0.name.section != .derived }.map {
                "\($0.name.section.rawValue) \($0.name.key) \($0.number)"
            }
            try expect(
                values.sorted() == [
                    "/metrics/plot read_iops 5.0", "/metrics/plot x 0.5", "/metrics/table error 0.0",
                    "/metrics/table iodepth 16.0", "/monitoring/iostat/plot vda_util_avg 7.25",
                ], "\(values)")
            try expect(cell?.settings == [.init(key: "bs", text: "64k")] && cell?.hasErrors == false, "cell")
            for (selection, keys) in [
                (ValueSelection.main, ["read_iops", "iodepth"]), (.keyed("x"), ["x"]),
                (.named([ValueName(.iostatPlot, "vda_util_avg")]), ["vda_util_avg"]),
                (.named([ValueName(.plot, "vda_util_avg")]), []),
            ] {
                let found = try library.measured(RunQuery(), selection).runs.first?.cells.first?.values
                try expect(Set(found?.map(\.name.key) ?? []) == Set(keys), "\(selection)")
            }
            let machine = try run?.machine.map { try library.facts(of: $0) }
            try expect(machine?["kernel_version"] == .text("6.1.0-18-amd64"), "facts of the machine")
            try expect(machine?["timestamp"] == nil, "a fact of the run alone")
            try expect(try run?.vars.map { try library.vars(of: $0) } == .some(library.vars(id)), "vars")
        },
        LibraryPromise("a rig is the source, else the host name") { library in
            _ = try library.file(Sample.measured(), source: nil)
            _ = try library.file(Sample.report("a"), source: nil, after: 1)
            try expect(
                try library.measured(RunQuery(), .all).runs.map(\.rig) == [nil, "host-9"], "another rig")
        },
        LibraryPromise("runs of one machine and equal settings share both") { library in
            for place in 0..<3 {
                _ = try library.file(
                    Sample.measured(iops: Double(place), kernel: place == 2 ? "x" : "y"),
                    Sample.config("x: \(place == 1 ? 1 : 0)\n"), after: Int64(place))
            }
            let runs = try library.measured(RunQuery(), .main).runs
            try expect(runs.count == 3 && runs[1].machine == runs[2].machine, "the same machine")
            try expect(runs[0].machine != runs[1].machine, "another machine")
            try expect(runs[0].vars == runs[2].vars && runs[0].vars != runs[1].vars, "settings")
        },
        LibraryPromise("cells are of what the query names, and pages follow each other") { library in
            for place in 0..<5 {
                _ = try library.file(
                    Sample.measured(on: ["ext4_overlay2", "xfs"], iops: Double(place + 1)),
                    after: Int64(place))
            }
            var query = RunQuery()
            (query.limit, query.order, query.filesystem) = (2, .oldest, "xfs")
            var seen: [String] = []
            repeat {
                let page = try library.measured(query, .named([ValueName(.plot, "read_iops")]))
                for run in page.runs {
                    seen += run.cells.map { "\($0.filesystem) \($0.values.first?.number ?? 0)" }
                }
                query.cursor = page.next
            } while query.cursor != nil
            try expect(seen == (1...5).map { "xfs \(Double($0))" }, "\(seen)")
            query = RunQuery()
            query.driver = "overlay2"
            let page = try library.measured(query, .main)
            try expect(page.runs.allSatisfy { $0.cells.map(\.filesystem) == ["ext4_overlay2"] }, "driver")
        },
    ]
}
