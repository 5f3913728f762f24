import Analysis
import JSON
import Model

/// What follows from several runs.
extension DescribedOperation {
    static let comparison = DescribedOperation(
        id: "getComparison", area: .comparison,
        summary: "Compares runs, or filesystems of runs, with the first",
        parameters: [
            .query(
                "runs", .runNames(2...8, sides: true), isRequired: true,
                "Two to eight runs with commas between, the baseline first; `ID:FILESYSTEM` is one filesystem of a run."
            ),
            .flag("repeats", "Whether a side is a run with all its repeats."),
            .margin, .asOf,
            .query("benchmark", .string, "Only cells of this benchmark are shown."),
            .query("filesystem", .string, "Only cells of this filesystem are shown."),
            .query("metric", .string, "Only cells of this metric are shown."),
            .flag("main", "Whether only main metrics are shown."),
            .query("verdict", .choice(of: Verdict.self), "Only cells with this verdict are shown."),
            .flag("gate", "Whether it is also said if the second of two runs may pass."),
            .query(
                "format", .choice(of: ComparisonQuery.GateForm.self),
                "`junit` gives what the gate says as JUnit XML, and needs no `gate=1`."),
        ],
        answers: [
            DescribedAnswer(
                text: "The comparison.",
                contents: [
                    .init(type: "application/json", schema: .ref(.comparison)),
                    .init(type: "application/xml", schema: nil),
                ], headers: [.tag])
        ], problems: Problem.Kind.ofRun)

    static let standing = DescribedOperation(
        id: "getStanding", area: .comparison, summary: "Says how a run stands among the others",
        parameters: [
            .run, .query("baseline", .string, "A filesystem; the first of the report without it."), .asOf,
            .margin,
        ],
        answers: [.json(.ref(.standing), "Ranks, repeats and other setups.")],
        problems: Problem.Kind.ofRun)

    static let trend = DescribedOperation(
        id: "getTrend", area: .comparison, summary: "Shows a metric in time, with its steps",
        parameters: [
            .benchmark,
            .query(
                "filesystem", .string.example("btrfs_overlay2"), isRequired: true, "The name of a filesystem."
            ),
            .query("metric", .string, "The key of the metric; the first main one without it."), .rig, .asOf,
            .margin,
        ],
        answers: [.json(.ref(.trend), "The trend.")], problems: Problem.Kind.ofRun)

    static let plan = DescribedOperation(
        id: "getPlan", area: .comparison, summary: "Says how many runs tell a difference",
        parameters: [
            .benchmark,
            .query(
                "filesystems", .string(pattern: "[^,]+(?:,[^,]+)+"),
                "Two or more filesystems with commas between; all of the newest run without it."),
            .query(
                "difference", Schema.share.byDefault("0.05"),
                "The difference that shall be told: a share from 0.001 to 1, or from 0.1% to 100%."),
            .rig, .asOf,
        ],
        answers: [.json(.ref(.plan), "The plan.")], problems: Problem.Kind.ofRun)
}
