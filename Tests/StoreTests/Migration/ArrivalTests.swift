import Testing

@testable import Model
@testable import Store
@testable import System

@Suite struct `A run that is moved` {
    private static let id = run(1)
    private static let report = file("report")
    private static let config = file("config")

    private static func run(_ number: UInt64) -> RunID {
        RunID(high: 0x7000 | number << 16, low: 1 << 63, isShort: false)
    }

    private static func file(_ text: String) -> FiledFile {
        FiledFile(byteCount: text.utf8.count, digest: Digest.of(Array(text.utf8)))
    }

    private static func receipt(
        _ report: FiledFile = report, config: FiledFile? = config, filed: Int64 = 1_000,
        attached: Int64? = nil,
        source: String? = "rig-01", warnings: [Problem] = []
    ) -> Receipt {
        Receipt(
            id: id, filed: Timestamp(milliseconds: filed), source: source, origin: .upload, report: report,
            config: config,
            configAttached: attached.map(Timestamp.init(milliseconds:)), warnings: warnings)
    }

    private static func mark(_ label: String?) -> RunMark {
        var mark = RunMark()
        mark.label = label
        return mark
    }

    private static func held(_ receipt: Receipt = receipt(), _ label: String? = nil, isMoved: Bool = true)
        -> Arrival.Held
    {
        Arrival.Held(receipt: receipt, mark: mark(label), isMarkMoved: isMoved)
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var receipt = `A run that is moved`.receipt()
        var label: String?
        var held: Arrival.Held?
        var twins: [RunTwin] = []
        var isRemoved = false
        let arrival: Arrival
    }

    @Test(arguments: [
        Case(testDescription: "new", arrival: .new),
        Case(
            testDescription: "new beside the same report with another config",
            twins: [RunTwin(id: run(2), config: file("other").digest), RunTwin(id: run(3), config: nil)],
            arrival: .new),
        Case(
            testDescription: "the same bytes under another id",
            twins: [RunTwin(id: run(2), config: config.digest)],
            arrival: .conflict("its bytes are filed there as the run \(run(2))")),
        Case(testDescription: "removed there", isRemoved: true, arrival: .removed),
        Case(testDescription: "there", held: held(), arrival: .known),
        Case(
            testDescription: "there, though its bytes were removed as another run", held: held(),
            isRemoved: true, arrival: .known),
        Case(
            testDescription: "there with more warnings",
            held: held(receipt(warnings: [Problem(.notFound, "x")])), arrival: .known),
        Case(
            testDescription: "there with another report", held: held(receipt(file("other"))),
            arrival: .conflict("another report is filed there under its id")),
        Case(
            testDescription: "there with another config", held: held(receipt(config: file("other"))),
            arrival: .conflict("another config is filed there with it")),
        Case(
            testDescription: "there from another time", held: held(receipt(filed: 2_000)),
            arrival: .conflict("its receipt there says another time, rig or origin")),
        Case(
            testDescription: "there from another rig", held: held(receipt(source: nil)),
            arrival: .conflict("its receipt there says another time, rig or origin")),
        Case(
            testDescription: "there with the config at another time", held: held(receipt(attached: 5)),
            arrival: .conflict("its receipt there says another time for its config")),
        Case(
            testDescription: "there without its late config", receipt: receipt(attached: 5),
            held: held(receipt(config: nil)),
            arrival: .outdated(config: true, mark: false)),
        Case(
            testDescription: "there without its config, with which it is another run there",
            held: held(receipt(config: nil)),
            twins: [RunTwin(id: id, config: nil), RunTwin(id: run(2), config: config.digest)],
            arrival: .conflict("its bytes with its config are filed there as the run \(run(2))")),
        Case(
            testDescription: "there with a config that came since", receipt: receipt(config: nil),
            held: held(), arrival: .known),
        Case(
            testDescription: "noted since", label: "new", held: held(receipt(), "old"),
            arrival: .outdated(config: false, mark: true)),
        Case(
            testDescription: "no more noted", held: held(receipt(), "old"),
            arrival: .outdated(config: false, mark: true)),
        Case(
            testDescription: "there with the same notes by another hand", label: "same",
            held: held(receipt(), "same", isMoved: false),
            arrival: .known),
        Case(
            testDescription: "noted there since", label: "here",
            held: held(receipt(), "there", isMoved: false),
            arrival: .conflict(
                "people have said something else of it there, which stays; set it with benchd note, exclude or pin"
            )),
    ])
    func `becomes what its receipt, its notes and the others allow`(_ given: Case) {
        let arrival = Arrival.decide(
            given.receipt, Self.mark(given.label), held: given.held, twins: given.twins,
            isRemoved: given.isRemoved)
        #expect(arrival == given.arrival)
    }

    @Test func `keeps its notes there where those that are moved cannot be read`() {
        func decide(_ held: Arrival.Held?) -> Arrival {
            Arrival.decide(Self.receipt(), nil, held: held, twins: [], isRemoved: false)
        }
        #expect(decide(nil) == .new)
        #expect(decide(Self.held(Self.receipt(), "there")) == .known)
        #expect(decide(Self.held(Self.receipt(), "there", isMoved: false)) == .known)
        #expect(decide(Self.held(Self.receipt(config: nil), "there")) == .outdated(config: true, mark: false))
    }

    @Test func `stays removed, and a pin of somebody there is stronger`() {
        let tombstone = Tombstone(of: Self.receipt(), removed: Timestamp(milliseconds: 9), reason: "x")
        var pinned = RunMark()
        pinned.isPinned = true
        func decide(_ held: Arrival.Held?, isKnown: Bool = false) -> Arrival.Burial {
            Arrival.decide(tombstone, held: held, isKnown: isKnown)
        }
        #expect(decide(nil) == .new)
        #expect(decide(nil, isKnown: true) == .known)
        #expect(decide(Self.held()) == .new)
        #expect(decide(Arrival.Held(receipt: Self.receipt(), mark: pinned, isMarkMoved: true)) == .new)
        for held in [
            Arrival.Held(receipt: Self.receipt(), mark: pinned, isMarkMoved: false),
            Self.held(Self.receipt(Self.file("other"))),
        ] {
            guard case .conflict = decide(held) else {
                Issue.record("it is removed")
                continue
            }
        }
    }

    @Test func `has a state that tells whether anybody has changed its notes since`() {
        let moved = MovedState.version(Self.receipt(), Self.mark("a"))
        #expect(moved == MovedState.version(Self.receipt(), Self.mark("a")))
        #expect(
            RunStatements.isMarkUntouched(moved) && !RunStatements.isMarkUntouched(RunStatements.newVersion())
        )
        #expect(moved != MovedState.version(Self.receipt(), Self.mark("b")))
        #expect(moved != MovedState.version(Self.receipt(config: nil), Self.mark("a")))
        #expect(MovedState.notesTime(Self.receipt(filed: 5)) == 5_000_000)
        #expect(MovedState.nanoseconds(Timestamp(milliseconds: .max)) == .max)
    }
}
