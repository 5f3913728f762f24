import JSON
import Testing

@testable import Analysis
@testable import Model
@testable import System

@Suite struct `The cache of evidence` {
    /// What a library answers to some questions.
    private func all(_ answers: Answers) throws -> [JSONValue?] {
        try [
            answers.compare([1, 11])?.json, answers.compare([2, 12]) { $0.withRepeats = true }?.json,
            answers.gate([1, 11])?.json, answers.standing(of: run(3))?.json(Links()),
            answers.trend(TrendQuestion(benchmark: "fio-a", filesystem: "ext4"))?.json(Links()),
            answers.plan(PlanQuestion(benchmark: "fio-a"))?.json,
        ]
    }

    @Test func `changes no answer`() throws {
        let library = MemoryLibrary(try Samples.twoKernels())
        let kept = Answers(library)
        let first = try all(kept)
        #expect(!first.contains(nil))
        #expect(try all(kept) == first)
        #expect(try all(Answers(library)) == first)
    }

    @Test func `spares reading the runs again`() throws {
        let library = MemoryLibrary(try Samples.twoKernels())
        let answers = Answers(library)
        _ = try answers.compare([1, 11])
        let once = library.pageCount
        _ = try answers.compare([1, 12])
        #expect(once == 3 && library.pageCount == once + 1)
    }

    /// What may become of a library while something of it is kept.
    private static let changes: [(String, @Sendable (inout [SampleRun]) throws -> Void)] = [
        ("a run is excluded", { $0[1].isExcluded = true }),
        ("a run is filed", { $0.append(try SampleRun(21, ["ext4": 47, "xfs": 201]).with(kernel: "6.8")) }),
        ("a run is removed", { $0.remove(at: 2) }),
        ("a run has other numbers", { $0[1].cells[0].plot["write_iops"] = 140 }),
        ("a run is of another rig", { $0[1].rig = "other" }),
        ("a run has another config", { $0[1].options = "relatime" }),
        // A number of a machine, or of an archive, means something else when the catalog was made again.
        ("the facts under a number are others", { $0[1].facts["cpu_model"] = "other" }),
        ("no run has an archive", { for place in $0.indices { $0[place].options = nil } }),
        ("the runs have changed places", { $0.swapAt(1, 5) }),
    ]

    @Test(arguments: changes.indices) func `forgets what a change of the library makes wrong`(
        place: Int
    ) throws {
        let library = MemoryLibrary(try Samples.twoKernels())
        let answers = Answers(library)
        let before = try all(answers)
        var failure: (any Error)?
        library.change { runs in
            do { try Self.changes[place].1(&runs) } catch { failure = error }
        }
        if let failure { throw failure }
        #expect(try all(answers) == all(Answers(library)), "\(Self.changes[place].0)")
        #expect(try all(answers) != before || place == Self.changes.count - 1)
    }

    @Test func `has answers of different times side by side`() throws {
        let library = MemoryLibrary(try Samples.twoKernels())
        let answers = Answers(library)
        let newest = try answers.compare([1, 11])?.json
        let asOf = Timestamp(milliseconds: 12 * 60_000)
        let earlier = try answers.compare([1, 11]) { $0.asOf = asOf }?.json
        #expect(earlier != newest)
        #expect(try earlier == Answers(library).compare([1, 11]) { $0.asOf = asOf }?.json)
        #expect(try answers.compare([1, 11])?.json == newest)
    }

    @Test func `keeps the four that were asked for last, of one revision`() throws {
        let cache = EvidenceCache()
        let evidence = try Evidence([], in: MemoryLibrary([]), asOf: nil)
        func key(_ rig: Int, revision: UInt64 = 1) -> EvidenceCache.Key {
            EvidenceCache.Key(rigs: ["\(rig)"], asOf: Timestamp(milliseconds: 0), revision: revision)
        }
        for rig in 1...4 { cache[key(rig)] = evidence }
        #expect(cache[key(1)] != nil)
        cache[key(5)] = evidence
        #expect((1...5).map { cache[key($0)] != nil } == [true, false, true, true, true])
        cache[key(6, revision: 2)] = evidence
        #expect((1...5).allSatisfy { cache[key($0)] == nil } && cache[key(6, revision: 2)] != nil)
    }

    @Test func `keeps no more of large settings than its bound`() {
        let kept = PreparedRuns()
        func setup(_ number: Int) -> SharedSetup {
            let text = String(repeating: "x", count: 1_000)
            let vars = (0..<1_000).map { ConfigVar(file: "\(number)", names: ["\($0)"], value: .text(text)) }
            return kept.setup(
                of: SharedSetup.Inputs(
                    rig: nil, facts: SetupFacts([:]), vars: ConfigVars(vars: vars), benchmarks: [],
                    filesystems: []))
        }
        let first = setup(0)
        #expect(setup(0) === first)
        for number in 1...10 { _ = setup(number) }
        #expect(kept.setupByteCount <= PreparedRuns.setupLimits.byteCount)
        #expect(setup(10) === setup(10) && setup(0) !== first)
    }
}
