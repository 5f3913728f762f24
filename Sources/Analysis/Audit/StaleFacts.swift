package import Model

/// Law 10: facts that were collected for another run.
///
/// It depends on the library, so it is no part of a report's own audit.
package enum StaleFacts {
    /// What the law needs of another run.
    package struct Run: Equatable, Sendable {
        /// How people and programs know the run.
        package let name: String
        /// `system_info.timestamp`, as the report has it.
        package let timestamp: String?
        /// Of the report's bytes.
        package let digest: String

        /// Makes the value from its fields; nothing is checked.
        package init(name: String, timestamp: String?, digest: String) {
            self.name = name
            self.timestamp = timestamp
            self.digest = digest
        }
    }

    /// Judges a run against others: another report with the same timestamp says that one of the two has old facts.
    package static func finding(of run: Run, among others: some Sequence<Run>) -> Finding {
        guard let timestamp = run.timestamp else {
            return finding(.unknown, "It is not known when the facts of the report were collected.")
        }
        let same = others.first { $0.timestamp == timestamp && $0.digest != run.digest }
        guard let same else { return finding(.holds, "No other report has facts of \(timestamp).") }
        return finding(
            .note,
            "The facts are of \(timestamp), as those of run \(same.name): they were not collected for each run."
        )
    }

    private static func finding(_ verdict: Finding.Verdict, _ detail: String) -> Finding {
        Finding(benchmark: nil, filesystem: nil, law: .staleFacts, verdict: verdict, detail: detail)
    }
}
