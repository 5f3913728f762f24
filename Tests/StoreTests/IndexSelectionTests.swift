import TestSupport
import Testing

@testable import Model
@testable import Store

/// A page that is cut out of the index is the one that a look at every run finds.
@Suite struct `Pages of the index` {
    private static func run(_ number: UInt64, filed: Int64, source: UInt32 = 1) -> IndexedRun {
        IndexedRun(
            number: Int64(number), filed: filed, id: id(number), byteCount: Int64(number % 7),
            source: source, rig: source, label: UInt32(number % 2), names: UInt32(number % 3) + 1, machine: 0,
            vars: 0, own: 0, hasConfig: false, isExcluded: false)
    }

    private static func id(_ number: UInt64) -> RunID {
        let digits = String(number, radix: 16)
        let text = "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        guard let id = RunID(text) else { preconditionFailure("\(text) is no id") }
        return id
    }

    private static let sets = Dictionary(
        uniqueKeysWithValues: (UInt32(1)...3).map { ($0, NameSet(benchmarks: [$0], filesystems: [7, $0])) })

    /// Asks for every run in a way that has all of them looked at.
    private static var every: IndexFilter {
        var filter = IndexFilter()
        filter.since = .min
        return filter
    }

    @Test(arguments: [0, 1, 2, 3, 50]) func `they are those of a look at all`(count: UInt64) {
        // Several runs are filed at the same time.
        let runs = (0..<count).map { Self.run($0 * 2 + 1, filed: Int64($0 / 3)) }
        let index = LibraryIndex(runs.reversed(), nameSets: Self.sets)
        // Also cursors of runs that are not there any more.
        let places = (0..<count * 2 + 2).map { (filed: Int64($0 / 6), id: Self.id($0)) }
        let cursors: [IndexSelection.Cursor?] =
            [nil]
            + places.flatMap { place in
                [false, true].map {
                    IndexSelection.Cursor(filed: place.filed, id: place.id, key: 0, isEnd: $0)
                }
            }
        for order in [IndexSelection.Order.newest, .oldest] {
            for cursor in cursors {
                for limit in [1, 2, 7, 100] {
                    let cut = IndexSelection(
                        index, IndexFilter(), order: order, at: cursor, limit: limit, isCounted: true)
                    let seen = IndexSelection(
                        index, Self.every, order: order, at: cursor, limit: limit, isCounted: true)
                    let what: Comment = "\(order) \(String(describing: cursor)) \(limit)"
                    #expect(cut.page == seen.page && cut.total == seen.total, what)
                    #expect(cut.skipped == seen.skipped && cut.counts == seen.counts, what)
                }
            }
        }
    }

    @Test func `the counts follow every change`() {
        var index = LibraryIndex()
        func expectCounted(_ what: Comment) {
            let seen = IndexSelection(
                index, Self.every, order: .newest, at: nil, limit: 1, isCounted: true)
            let kept = IndexSelection(
                index, IndexFilter(), order: .newest, at: nil, limit: 1, isCounted: true)
            #expect(kept.counts == seen.counts && kept.total == seen.total, what)
        }
        func put(_ run: IndexedRun, insteadOf old: IndexedRun? = nil) {
            index.put(run, names: Self.sets[run.names] ?? NameSet(), insteadOf: old)
        }
        for number in UInt64(1)...9 {
            put(Self.run(number, filed: Int64(number)))
            expectCounted("run \(number) is new")
        }
        let other = Self.run(4, filed: 4, source: 2)
        put(other, insteadOf: Self.run(4, filed: 4))
        expectCounted("a run has another source")
        put(Self.run(5, filed: 50), insteadOf: Self.run(5, filed: 5))
        expectCounted("a run is filed at another time")
        index.remove(other)
        expectCounted("a run is gone")
        #expect(index.runs.map(\.number) == [1, 2, 3, 6, 7, 8, 9, 5])
        #expect(index.byteCount == index.runs.reduce(0) { $0 + $1.byteCount })
    }

    @Test func `runs lie in chunks as in one array`() {
        var chunks = IndexedRuns()
        var array: [IndexedRun] = []
        var random = SystemRandomNumberGenerator()
        for number in 0..<6_000 {
            // Mostly at the end, as runs are filed, and now and then a removal.
            let isLast = number % 3 != 0
            let place = isLast ? array.count : Int.random(in: 0...array.count, using: &random)
            let run = Self.run(UInt64(number), filed: 0)
            array.insert(run, at: place)
            chunks.insert(run, at: place)
            if number % 5 == 0 {
                let gone = Int.random(in: 0..<array.count, using: &random)
                array.remove(at: gone)
                chunks.remove(at: gone)
            }
        }
        #expect(Array(chunks) == array && Array(IndexedRuns(array)) == array)
        var newest: [IndexedRun] = []
        chunks.forEach(newestFirst: true) { newest.append($0) }
        #expect(newest == array.reversed())
        let other = Self.run(UInt64(array[700].number), filed: 0, source: 9)
        array[700] = other
        chunks.replace(at: 700, with: other)
        #expect(Array(chunks) == array)
        for _ in array.indices { chunks.remove(at: 0) }
        #expect(chunks.isEmpty)
    }

    @Test func `a document is unused when the last run that leads to it is gone`() {
        let (first, second) = (Self.run(0, filed: 1), Self.run(3, filed: 2))
        var uses = DocumentUses([first, second])
        var change = DocumentUses.Change()
        change.add(nil, insteadOf: first)
        #expect(uses.unused(after: change) == [])
        uses.apply(change)
        change = DocumentUses.Change()
        change.add(Self.run(4, filed: 2), insteadOf: second)
        #expect(uses.unused(after: change) == [1])
    }
}
