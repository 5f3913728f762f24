import Archives
import HTTP
import JSON
import Model
import System

/// Compares the config archives of runs in the store.
struct ConfigComparisonReader: Sendable {
    /// Two runs and what differs.
    struct Pair: Sendable {
        let baseline: FiledRun
        let other: FiledRun
        let comparison: ConfigComparison
    }

    let runs: RunReader

    /// The runs that the parameter `runs` names, in order; none where it is missing.
    static func references(_ request: Request) throws(Problem) -> [RunReference] {
        guard let runs = request.query("runs"), !runs.isEmpty else { return [] }
        var references: [RunReference] = []
        for text in runs.split(separator: ",", omittingEmptySubsequences: false) {
            guard let reference = RunReference(String(text)) else {
                throw .parameter(
                    "runs", expected, found: String(text),
                    "The parameter runs holds \(JSONPointer.quoted(String(text))), which names no run.")
            }
            references.append(reference)
        }
        guard references.count <= 2 else { throw notTwoRuns(request) }
        return references
    }

    /// The answer to a request that names more or fewer runs.
    static func notTwoRuns(_ request: Request) -> Problem {
        .parameter(
            "runs", expected, found: request.query("runs"),
            "The parameter runs must name two runs, the baseline first, with a comma between: runs=ID,latest."
        )
    }

    private static let expected = "two runs with a comma between, the baseline first: an id or latest each"

    private static var namesTooLong: Problem {
        Problem(
            .configTooLarge,
            "The names in the two archives have more than \(ComparedFiles.pathByteLimit) bytes together, and benchd"
                + " compares no such archives; download both to compare them.")
    }

    /// Compares two runs; one without a config has no entries.
    func pair(
        _ baseline: RunReference, _ other: RunReference, part: ComparedPart,
        limits: ComparisonLimits = ComparisonLimits()
    ) throws(Problem) -> Pair {
        let baseline = try runs.run(baseline)
        let other = try runs.run(other)
        let baselineFiles = try files(of: baseline, pathByteLimit: ComparedFiles.pathByteLimit)
        let otherFiles = try files(
            of: other, pathByteLimit: ComparedFiles.pathByteLimit - baselineFiles.pathByteCount)
        let archives = ConfigComparison.Archives(
            baseline: baselineFiles, other: otherFiles,
            isOne: baseline.receipt.config?.digest == other.receipt.config?.digest,
            entries: { (side, indices) throws(Problem) in
                try entries(of: side == .baseline ? baseline : other, indices)
            },
            contents: { (side, entries) throws(Problem) in
                try runs.contents(
                    of: entries, in: side == .baseline ? baseline : other, byteLimit: limits.textByteCount
                ).mapValues { content in content.map(\.bytes) }
            })
        let comparison = try ConfigComparison(archives, part: part, limits: limits)
        return Pair(baseline: baseline, other: other, comparison: comparison)
    }

    private func files(of run: FiledRun, pathByteLimit: Int) throws(Problem) -> ComparedFiles {
        var files = ComparedFiles(pathByteLimit: pathByteLimit)
        try runs.visitListedFiles(of: run) { files.add($0) }
        guard files.pathByteCount <= pathByteLimit else { throw Self.namesTooLong }
        files.sort()
        return files
    }

    private func entries(
        of run: FiledRun, _ indices: [Int]
    ) throws(Problem) -> [Int: ConfigListing.Entry] {
        if indices.isEmpty { return [:] }
        let listed = try runs.listedEntries(of: run, indices: indices)
        return Dictionary(listed.map { ($0.entry.index, $0.entry) }) { first, _ in first }
    }
}
