import Analysis
import JSON
import Model

/// Parameters that several operations have.
extension DescribedParameter {
    static let run = path("uuid", .runName, "The run: its id, or `latest`.")

    /// The parameters that leave runs out; each may be empty, and then leaves out none.
    static let runFilters: [DescribedParameter] = [
        .query(
            "q", .string.example("epyc"),
            "Only runs in which all these words occur; the last may be the beginning of a longer one."),
        .query("source", .string.example("rig-01"), "Only runs of this source."),
        .query(
            "rig", .string.example("rig-01"),
            "Only runs of this rig: with this source, or without a source and with this host name."),
        .query("benchmark", .string.example("fio-randread-4k"), "Only runs with this benchmark."),
        .query("filesystem", .string.example("btrfs_overlay2"), "Only runs with this filesystem."),
        .query(
            "family", .string.example("btrfs"),
            "Only runs with a filesystem that has this before its first `_`."),
        .query(
            "driver", .string.example("overlay2"),
            "Only runs with a filesystem that has this after its first `_`."),
        .query("label", .string, "Only runs with this label."),
        .query(
            "has_config", .choice(["true", "false", ""]), "Only runs with, or without, a config archive."),
        .query("since", .filterTime, "Only runs that were filed at this time or later."),
        .query("until", .filterTime, "Only runs that were filed before this time."),
    ]

    static let asOf = query(
        "as_of", .askedTime,
        "Runs that were filed later teach nothing; the time of the newest run without it.")
    static let margin = query(
        "margin", Schema.share.byDefault("0.05"),
        "Up to which difference sides are the same: a share from 0 to 1, or from 0% to 100%.")
    static let benchmark = query(
        "benchmark", .string.example("fio-randread-4k"), isRequired: true, "The name of a benchmark.")
    static let rig = query(
        "source", .string.example("rig-01"), "The rig; that of the newest run with the benchmark without it.")

    static func from(_ text: String) -> DescribedParameter {
        query("from", .integer(0...999_999_999).byDefault(0), text)
    }

    static func limit(_ range: ClosedRange<Int>, byDefault usual: Int? = nil, _ text: String)
        -> DescribedParameter
    {
        query("limit", .integer(range).byDefault(.integer(usual ?? range.upperBound)), text)
    }

    static func flag(_ name: String, _ text: String) -> DescribedParameter {
        query(name, Schema.choice(["0", "1"]).byDefault("0"), text)
    }
}

extension [DescribedParameter] {
    /// The same parameters without some.
    func without(_ names: String...) -> [DescribedParameter] { filter { !names.contains($0.name) } }
}

/// Links that several operations have.
extension [DescribedLink] {
    /// Where the id of a run leads.
    static func run(_ expression: String) -> [DescribedLink] {
        let run = [(name: "uuid", expression: expression)]
        return [
            DescribedLink(
                name: "report", operation: "getReport", parameters: run, text: "The report of the run."),
            DescribedLink(
                name: "summary", operation: "getSummary", parameters: run, text: "What is said of the run."),
            DescribedLink(
                name: "receipt", operation: "getReceipt", parameters: run, text: "The receipt of the run."),
            DescribedLink(
                name: "audit", operation: "getAudit", parameters: run, text: "The audit of the run."),
            DescribedLink(
                name: "standing", operation: "getStanding", parameters: run, text: "How the run stands."),
            DescribedLink(
                name: "page", operation: "getRunPage", parameters: run, text: "The page of the run."),
        ]
    }

    /// The next part of the same answer; `names` are the further parameters that stay.
    static func next(
        _ operation: String, _ parameter: String = "from", of value: String = "next", run: Bool = true
    ) -> [DescribedLink] {
        let same = run ? [(name: "uuid", expression: "$request.path.uuid")] : []
        return [
            DescribedLink(
                name: value, operation: operation,
                parameters: same + [(name: parameter, expression: "$response.body#/\(value)")],
                text: "The next part; the value is null in the last.")
        ]
    }
}
