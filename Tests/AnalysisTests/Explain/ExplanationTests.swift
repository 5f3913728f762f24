import Testing

@testable import Analysis

struct `Explanations of a difference` {
    private let cell = CellName(benchmark: "fio-a", filesystem: "ext4_overlay2")
    private let own = SetupDifference(kind: .var, name: "opts", values: ["a", "b"], isOwn: true)
    private let kernel = SetupDifference(kind: .fact, name: "kernel_version", values: ["1", "2"])
    private let depth = SetupDifference(kind: .setting, name: "iodepth", values: ["1", "2"])
    private let tool = SetupDifference(kind: .fact, name: "tools.fio", values: ["1", "2"])
    private let other = SetupDifference(kind: .var, name: "read_ahead_kb", values: ["1", "2"])
    private let also = SetupDifference(kind: .also, name: "uname", values: ["1", "2"])

    private func past(
        _ names: Set<String>, _ ratio: Double, moved: Bool, metric: String = "tps",
        benchmark: String = "fio-a"
    ) -> PastComparison {
        PastComparison(
            benchmark: benchmark, filesystem: "ext4_overlay2", metric: metric, differing: names,
            ratio: ratio, isMoved: moved)
    }

    private func explain(_ differences: [SetupDifference], _ past: [PastComparison]) -> [Explanation] {
        Explanation.all(of: differences, in: cell, metric: "tps", past: past)
    }

    @Test func `begin with what concerns the cell alone, then what is known to matter`() {
        let found = explain([also, other, tool, kernel, depth, own], [])
        #expect(found.map(\.difference) == [own, depth, kernel, other, tool, also])
        #expect(
            found.first?.evidence
                == "It concerns fio-a on ext4_overlay2, and not every cell; it has not differed in another comparison of this cell."
        )
    }

    @Test func `among equals begin with what moved the metric before`() {
        let found = explain(
            [other, tool],
            [
                past(["tools.fio"], 0.5, moved: true), past(["tools.fio", "uname"], 0.7, moved: true),
                past(["tools.fio"], 1.01, moved: false), past(["read_ahead_kb"], 1, moved: false),
            ])
        #expect(found.map(\.difference) == [tool, other])
        #expect(
            found.map(\.evidence) == [
                "It differs as well; tps moved in 2 of 3 other comparisons in which it differed (median -50 %), once as the only difference.",
                "It concerns all cells; it differed in 1 other comparison of this cell, and tps did not move.",
            ])
    }

    @Test func `take no evidence from other metrics and cells`() {
        let found = explain(
            [other],
            [
                past(["read_ahead_kb"], 9, moved: true, metric: "qps"),
                past(["read_ahead_kb"], 9, moved: true, benchmark: "x"),
            ])
        #expect(found.first?.evidence.contains("has not differed") == true)
    }

    @Test(arguments: [Double.infinity, 0, -1, .nan, 1e300])
    func `take any ratio`(ratio: Double) {
        #expect(explain([own], [past(["opts"], ratio, moved: true)]).count == 1)
    }
}
