package import Model

/// What `system_info` of a run says, as far as setups are compared by it.
package struct SetupFacts: Equatable, Sendable {
    /// What two runs have to have in common; a fact that one of them lacks is unknown.
    package static let required = [
        "kernel_version", "os_distro", "cpu_model", "cpu_cores_total", "ram_gb", "target_disk.model",
        "target_disk.size", "target_disk.rotational",
    ]
    /// What they have to have in common where both record it, besides the versions of tools.
    package static let optional = ["read_ahead", "scheduler"]
    /// GiB of memory, which differ a little from boot to boot.
    static let memory = "ram_gb"
    static let memoryTolerance = 0.02
    private static let toolPrefix = "tools."
    /// What is no part of a machine: when its facts were collected.
    private static let ignored: Set<String> = ["timestamp"]

    /// Each fact's text by its name, such as `target_disk.model`; a fact without text is not there.
    package let texts: [String: String]

    /// Facts by their names in `system_info`, with dots between the keys; read-ahead and scheduler are of the disk under test.
    package init(_ texts: [String: String], readAhead: String? = nil, scheduler: String? = nil) {
        var texts = texts.filter { !Self.ignored.contains($0.key) && !$0.value.isEmpty }
        texts["read_ahead"] = readAhead
        texts["scheduler"] = scheduler
        self.texts = texts
    }

    /// How much a fact counts.
    enum Weight {
        case required
        case optional
        case none
    }

    static func weight(of name: String) -> Weight {
        if required.contains(name) { return .required }
        return optional.contains(name) || name.hasPrefix(toolPrefix) ? .optional : .none
    }

    /// Whether two texts of a fact say the same.
    static func isSame(_ name: String, _ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard name == memory, let left = Double(left), let right = Double(right) else { return false }
        return Tolerance.isWithin(memoryTolerance, left, right)
    }
}

extension SetupFacts {
    /// What the facts of a report say; read-ahead and scheduler are those of the disk under test.
    package init(_ facts: [SystemFact]) {
        let texts = facts.map { ($0.name, $0.value.text) }
        self.init(
            Dictionary(texts) { first, _ in first }, readAhead: facts.targetDiskFact("ra")?.text,
            scheduler: facts.targetDiskFact("sched")?.text)
    }
}
