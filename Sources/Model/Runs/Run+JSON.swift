package import JSON
import System

extension Run {
    /// The run as lists have it.
    package func json(_ links: Links) -> JSONValue {
        let names: [JSONValue.Member] = [
            .init("benchmarks", .array(benchmarks.map { .string($0) })),
            .init("filesystems", .array(filesystems.map { .string($0) })),
            .init("benchmarks_total", .integer(benchmarkCount)),
            .init("filesystems_total", .integer(filesystemCount)),
        ]
        let more: [JSONValue.Member] = [
            .init("bytes", .integer(report.byteCount)),
            .init("label", .text(mark.label)), .init("note", .text(mark.note)),
            .init("tags", .array(mark.tags.map { .string($0) })),
            .init("excluded", .text(mark.exclusion)), .init("pinned", .bool(mark.isPinned)),
            .init("facts", facts.distinguishing.json),
            .init("audit", audit?.json ?? .null),
        ]
        return head.json(links, before: names, after: more)
    }
}

extension [SystemFact] {
    /// Those by which people tell machines and setups apart, in this order.
    fileprivate static let distinguishingNames = [
        "hostname", "kernel_version", "os_distro", "cpu_model", "cpu_cores_total", "ram_gb",
        "target_disk.path", "target_disk.model", "target_disk.size", "target_disk.rotational", "tools.fio",
    ]

    fileprivate var distinguishing: [SystemFact] {
        Self.distinguishingNames.compactMap { name in first { $0.name == name } }
    }
}
