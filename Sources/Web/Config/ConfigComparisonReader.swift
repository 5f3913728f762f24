import Store

/// Compares the config archives of runs in the store.
struct ConfigComparisonReader: Sendable {
    /// Two runs and what differs.
    struct Pair: Sendable {
        let baseline: FiledRun
        let other: FiledRun
        let baselineListing: ConfigListing?
        let otherListing: ConfigListing?
        let comparison: ConfigComparison
    }

    let runs: RunReader

    /// The runs that the parameter `runs` names, in order; none where it is missing.
    static func references(_ request: Request) throws(Problem) -> [RunReference] {
        var references: [RunReference] = []
        for text in (request.query("runs") ?? "").split(separator: ",") {
            guard let reference = RunReference(String(text)) else {
                throw Problem(
                    .requestMalformed,
                    "The parameter runs holds \(JSONPointer.quoted(String(text))), which names no run.")
            }
            references.append(reference)
        }
        guard references.count <= 2 else { throw notTwoRuns }
        return references
    }

    /// What is said to a request that names more or fewer runs.
    static var notTwoRuns: Problem {
        Problem(
            .requestMalformed,
            "The parameter runs must name two runs, the baseline first, with a comma between: runs=ID,latest."
        )
    }

    /// Compares two runs; one without a config has no entries.
    func pair(_ baseline: RunReference, _ other: RunReference) throws(Problem) -> Pair {
        let baseline = try runs.run(baseline)
        let other = try runs.run(other)
        let baselineListing = try runs.listing(of: baseline)
        let otherListing = try runs.listing(of: other)
        let limits = ComparisonLimits()
        let comparison = try ConfigComparison(
            baseline: baselineListing?.entries ?? [],
            other: otherListing?.entries ?? [],
            isOneArchive: baseline.receipt.config?.digest == other.receipt.config?.digest, limits: limits
        ) { (side, entries) throws(Problem) in
            let run = side == .baseline ? baseline : other
            return try runs.contents(of: entries, in: run, byteLimit: limits.textByteCount)
                .mapValues { content in content.map(\.bytes) }
        }
        return Pair(
            baseline: baseline, other: other, baselineListing: baselineListing, otherListing: otherListing,
            comparison: comparison)
    }
}
