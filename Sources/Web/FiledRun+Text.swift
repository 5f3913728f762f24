import Model

extension FiledRun {
    /// How much the run measured: "5 benchmarks on 4 filesystems", or "not computed" where that is not known.
    var countsText: String {
        guard receipt.isComputed else { return "not computed" }
        return ValueFormat.count(counts.benchmarks, "benchmark", "benchmarks") + " on "
            + ValueFormat.count(counts.filesystems, "filesystem", "filesystems")
    }
}
