import JSON

@testable import Analysis
@testable import Model

/// Runs that many tests start from.
enum Samples {
    /// Runs 1 to 4 with one kernel, 11 to 14 with the next: with that ext4 has half the write IOPS, xfs the same.
    static func twoKernels() throws -> [SampleRun] {
        let old = [(100.0, 200.0), (102, 203), (98, 198), (101, 201)]
        let new = [(50.0, 204.0), (51, 199), (49, 202), (50.5, 200.5)]
        return try old.enumerated().map { try SampleRun($0 + 1, ["ext4": $1.0, "xfs": $1.1]) }
            + new.enumerated().map {
                try SampleRun($0 + 11, ["ext4": $1.0, "xfs": $1.1]).with(kernel: "6.8")
            }
    }
}

extension Answers {
    /// Of a library of runs.
    init(_ runs: [SampleRun]) { self.init(MemoryLibrary(runs)) }

    /// A comparison of runs by their numbers; nil where there is none.
    func compare(
        _ numbers: [Int], _ change: (inout ComparisonQuestion) -> Void = { _ in }
    ) throws -> ComparisonAnswer? {
        var question = ComparisonQuestion(try numbers.map { ComparedItem(run: try run($0)) })
        change(&question)
        return try compare(question)
    }

    /// The gate of a candidate beside a baseline, by their numbers; nil where there is none.
    func gate(
        _ numbers: [Int], _ change: (inout ComparisonQuestion) -> Void = { _ in }
    ) throws -> GateAnswer? {
        var question = ComparisonQuestion(try numbers.map { ComparedItem(run: try run($0)) })
        change(&question)
        return try gate(question)
    }
}

extension ComparisonAnswer {
    /// The verdicts of a side, by filesystem.
    func verdicts(ofSide side: Int = 1) -> [String: Verdict] {
        var verdicts: [String: Verdict] = [:]
        for (cell, difference) in comparison.differences(ofSide: side) {
            verdicts[cell.name.filesystem ?? ""] = difference.verdict
        }
        return verdicts
    }

    /// Why a filesystem of the second side differs; nil where there is no such cell.
    func reason(_ filesystem: String) -> Reason? {
        zip(comparison.cells, reasons).first { $0.0.name.filesystem == filesystem }?.1.first
    }

    /// The answer as it is served, with all cells.
    var json: JSONValue { json(ShownCells(), Links()) }
}
