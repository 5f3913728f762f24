import Testing

@testable import Analysis
@testable import Model

@Suite struct `The gate` {
    private func gate(
        _ measurements: [Measurement], _ baseline: Int = 1, _ candidate: Int = 2, margin: Double = 0.1
    ) throws -> Gate {
        let items = try [baseline, candidate].map { ComparedItem(run: try run($0)) }
        return Comparer(noise: NoiseModel(measurements))
            .gate(items[1], against: items[0], measurements, margin: margin)
    }

    private let name = MetricName(benchmark: "fio-a", filesystem: "ext4", metric: "write_iops")

    @Test func `passes where every lower bound lies within the margin`() throws {
        let all = try background(1.002) + [measurement(1, 100), measurement(2, 100.1, setup: "b")]
        let gate = try gate(all)
        #expect(gate.outcome == .passes && gate.outcome.rawValue == 0)
        #expect(gate.worse.isEmpty && gate.failed.isEmpty && gate.untold.isEmpty)
    }

    @Test(arguments: [(50.0, "worse"), (0, "failed"), (-1, "failed")])
    func `fails where a cell is worse or failed`(value: Double, finding: String) throws {
        let all = try background() + [measurement(1, 100), measurement(2, value, setup: "b")]
        let gate = try gate(all, margin: 0.9)
        #expect(gate.outcome == .fails && gate.outcome.rawValue == 1 && gate.passingMargin == nil)
        #expect((finding == "worse" ? gate.worse : gate.failed) == [name])
    }

    @Test func `cannot tell where noise could hide a loss, and names cell, repeats and margin`() throws {
        let all = try background() + [measurement(1, 100), measurement(2, 101, setup: "b")]
        let gate = try gate(all)
        #expect(gate.outcome == .cannotTell && gate.outcome.rawValue == 3)
        #expect(gate.untold.map(\.name) == [name])
        guard case .noise(.count) = gate.untold.first?.reason else {
            Issue.record("no repeats in \(gate.untold)")
            return
        }
    }

    @Test(arguments: [Metric.Direction.higher, .lower])
    func `passes with the margin that it names and no smaller one`(direction: Metric.Direction) throws {
        let all =
            try background() + [
                measurement(1, 100, direction: direction),
                measurement(2, 101, setup: "b", direction: direction),
            ]
        let margin = try #require(try gate(all, margin: 0.01).passingMargin)
        #expect(margin > 0.01 && margin < 1)
        #expect(try gate(all, margin: margin).outcome == .passes)
        #expect(try gate(all, margin: margin * 0.999_999).outcome == .cannotTell)
    }

    @Test func `cannot tell without noise`() throws {
        let gate = try gate([measurement(1, 100), measurement(2, 100, setup: "b")])
        #expect(gate.outcome == .cannotTell && gate.passingMargin == nil)
        #expect(gate.untold == [Gate.Untold(name: name, reason: .noNoise)])
    }

    @Test func `cannot tell where the candidate lacks a cell; a cell of its own does no harm`() throws {
        let all =
            try background(1.002) + [
                measurement(1, 100), measurement(2, 100.1, setup: "b"),
                measurement(1, 100, filesystem: "gone"), measurement(2, 100, setup: "b", filesystem: "new"),
            ]
        let gate = try gate(all)
        #expect(gate.outcome == .cannotTell)
        #expect(gate.untold.map(\.name.filesystem) == ["gone"] && gate.untold.map(\.reason) == [.missing])
    }

    @Test func `cannot tell where nothing is compared`() throws {
        #expect(try gate([]).untold.map(\.reason) == [.nothing])
        #expect(
            try gate([measurement(1, 1, isMain: false), measurement(2, 1, isMain: false)]).outcome
                == .cannotTell)
    }

    /// Nine repeats with a spread of about 3 %.
    private func setup() throws -> [Measurement] {
        try [100.0, 103, 98, 101, 99, 104, 97, 102, 100.5].enumerated().map { try measurement($0 + 1, $1) }
    }

    @Test(arguments: [(50.0, Gate.Outcome.fails), (99.5, .passes), (150, .passes)])
    func `judges a repeat against the other runs of its setup`(value: Double, outcome: Gate.Outcome) throws {
        let all = try setup() + [measurement(20, value)]
        #expect(try gate(all, 1, 20, margin: 0.15).outcome == outcome)
    }

    @Test func `a slow repeat does not widen the interval that judges it`() throws {
        let all = try setup() + [measurement(20, 85)]
        #expect(try gate(all, 1, 20).worse == [name])
    }

    @Test func `a repeat without other repeats cannot be told`() throws {
        #expect(try gate([measurement(1, 100), measurement(2, 50)]).outcome == .cannotTell)
    }
}
