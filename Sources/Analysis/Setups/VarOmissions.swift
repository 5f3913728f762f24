import Model

/// Which values of an archive do not count when setups are compared.
enum VarOmissions {
    private static let iterationKeys: Set<String> = ["benchmark_runs", "iterations"]
    private static let samplers: Set<String> = ["iostat", "vmstat", "mpstat", "pidstat", "sar", "dstat"]

    /// Why a value does not count; nil where it does.
    static func omission(of found: ConfigVar, _ concerns: VarConcerns) -> SetupVar.Omission? {
        switch found.value {
        case .withheld(.secret): return .secret
        case .withheld(.path): return .path
        case .withheld(.length), .text: break
        }
        guard let name = found.names.last else { return nil }
        if iterationKeys.contains(name) { return .iterations }
        if name.hasSuffix("interval"), found.names.contains(where: { $0.contains("monitor") }) {
            return .monitoringInterval
        }
        return concerns.namesBenchmark(found) ? .benchmarks : nil
    }

    /// A value as it counts: of the command of a sampler without the numbers of its interval.
    static func countedText(of found: ConfigVar) -> String? {
        guard let text = found.text else { return nil }
        let words = text.split(separator: " ")
        guard let tool = words.first, samplers.contains(String(tool)) else { return text }
        return words.filter { !$0.allSatisfy(\.isWholeNumber) }.joined(separator: " ")
    }
}
