import Model
import System

@testable import JSON

extension LibraryPromise {
    static let reading = [
        LibraryPromise("an empty library has nothing, and says so without an error") { library in
            var generator = RunIDGenerator(after: nil)
            let id = generator.next(at: Sample.time)
            try expect(try library.latest() == nil && library.run(id) == nil, "there is a run")
            try expect(try library.byteCounts(id) == nil, "it has sizes")
            try expect(try library.listing(id, from: 0, limit: 1) == nil, "it has a listing")
            try expect(
                try library.outline(id, from: .start, benchmarkLimit: 1, entryLimit: 1) == nil, "an outline")
            try expect(try library.runs(RunQuery()) == RunPage(runs: [], total: 0, next: nil), "a page")
        },
        LibraryPromise("the bytes come back as they were sent, whole and in parts") { library in
            let (report, config) = (Sample.report("a"), Sample.config("x"))
            let id = try library.file(report, config).run
            let counts = try library.byteCounts(id)
            try expect(counts?.report == report.count && counts?.config == config.count, "other sizes")
            for (part, bytes) in [(FiledPart.report, report), (.config, config)] {
                let content = try library.content(part, of: id)
                try expect(content.byteCount == bytes.count && content.isCertain, "another size")
                try expect(try content.read(0..<bytes.count) == bytes, "other bytes")
                try expect(try content.read(3..<9) == Array(bytes[3..<9]), "another part")
                try expect(try content.read(bytes.count..<bytes.count).isEmpty, "more than nothing")
                var buffer = [UInt8](repeating: 0, count: 5)
                var span = buffer.mutableSpan
                var raw = span.mutableBytes
                try expect(content.fill(&raw, at: 2), "a part that is there is not read")
                try expect(buffer == Array(bytes[2..<7]), "a buffer has other bytes")
                let copy = try content.fileOrCopy()
                try expect(
                    try OwnedDescriptor.read(copy.raw, 0..<bytes.count, path: "copy") == bytes, "a copy")
            }
        },
        LibraryPromise("a run without a config has no content of one") { library in
            let id = try library.file(Sample.report("a")).run
            do {
                _ = try library.content(.config, of: id)
                throw Broken(description: "it has a config")
            } catch is LibraryError {}
            try expect(try library.listing(id, from: 0, limit: 1) == nil, "it has a listing")
        },
        LibraryPromise("runs are listed newest first, in pages that follow each other") { library in
            let ids = try (0..<5).map {
                try library.file(Sample.report("\($0)"), source: "rig-\($0 % 2)", after: Int64($0 / 2)).run
            }
            var query = RunQuery()
            query.limit = 2
            var seen: [RunID] = []
            repeat {
                let page = try library.runs(query)
                try expect(page.total == 5, "\(page.total) in all")
                seen += page.runs.map(\.id)
                query.cursor = page.next
            } while query.cursor != nil
            try expect(seen == ids.reversed(), "another order")
            try expect(try library.latest() == ids.last, "another latest")
        },
        LibraryPromise("a query leaves out what it does not name") { library in
            for name in ["a", "b", "c"] {
                _ = try library.file(Sample.report(name), source: name == "c" ? nil : "rig-\(name)")
            }
            try expect(try library.total { $0.source = "rig-a" } == 1, "by source")
            try expect(try library.total { $0.benchmark = "fio-c" } == 1, "by benchmark")
            try expect(try library.total { $0.filesystem = "xfs" } == 3, "by filesystem")
            try expect(try library.total { ($0.source, $0.benchmark) = ("rig-a", "fio-b") } == 0, "by both")
        },
        LibraryPromise("an outline comes in parts, and an entry by its names") { library in
            let id = try library.file(Sample.report("a")).run
            var start: OutlinePosition? = .start
            var names: [String] = []
            while let position = start {
                let page = try library.outline(id, from: position, benchmarkLimit: 1, entryLimit: 1)
                for benchmark in page?.benchmarks ?? [] {
                    names += benchmark.entries.map { "\(benchmark.name.text)/\($0.filesystem.text)" }
                }
                start = page?.next
            }
            try expect(names == ["fio-a/ext4", "fio-a/xfs", "stream/ext4"], "\(names)")
            try expect(try library.entry(id, benchmark: "fio-a", filesystem: "xfs") != nil, "no entry")
            try expect(try library.entry(id, benchmark: "fio-a", filesystem: "zfs") == nil, "an entry")
            try expect(
                try library.filesystems(id, from: 0, limit: 9).map(\.text) == ["ext4", "xfs"], "filesystems")
            try expect(try library.parts(id).others.map(\.pointer) == ["/note"], "parts")
        },
        LibraryPromise("a summary holds the numbers of the report") { library in
            let id = try library.file(Sample.report("a")).run
            let summary = try library.summary(id)
            let entry = summary?.benchmarks.first?.entries.first
            try expect(entry?.plot?["read_iops"]?.double == 5, "another number")
            try expect(summary?.others.map(\.pointer) == ["/note"], "other parts")
        },
        LibraryPromise("members of a config are listed in parts, by address and by place") { library in
            let id = try library.file(Sample.report("a"), Sample.config("x")).run
            let part = try library.listing(id, from: 1, limit: 1)
            try expect(part?.total == 3 && part?.entries.map(\.entry.path) == ["vars/"], "a part")
            let same = try library.listedEntries(id, at: "vars/all.yaml")
            try expect(same.map(\.entry.index) == [0, 2] && same.allSatisfy(\.isAddressShared), "by address")
            try expect(try library.listedEntries(id, indices: [1]).map(\.entry.path) == ["vars/"], "by place")
            var visited: [Int] = []
            try library.visitListedFiles(id) { visited.append($0.index) }
            try expect(visited == [0, 1, 2], "visited \(visited)")
        },
    ]
}

extension RunLibrary {
    fileprivate func total(_ change: (inout RunQuery) -> Void) throws -> Int {
        var query = RunQuery()
        change(&query)
        return try runs(query).total
    }
}
