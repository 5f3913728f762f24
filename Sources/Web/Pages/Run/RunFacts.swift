import JSON
import Model
import Templates

/// The line of a run's page that says on what it ran: kernel, processor, memory, disk.
enum RunFacts {
    /// A few words for each of them that the report has.
    static func texts(_ systemInfo: JSONValue?) -> [String] {
        guard let systemInfo else { return [] }
        let disk = systemInfo["target_disk"]
        return [
            systemInfo["kernel_version"]?.string, systemInfo["os_distro"]?.string, processor(systemInfo),
            systemInfo["ram_gb"]?.double.map { "\(ValueFormat.exact($0)) GB RAM" },
            disk.flatMap(Self.disk),
        ].compactMap { $0 }.map { ShortName.of($0) }
    }

    /// "AMD EPYC, 4 cores".
    private static func processor(_ info: JSONValue) -> String? {
        let cores = info["cpu_cores_total"]?.double.map {
            "\(ValueFormat.exact($0)) \($0 == 1 ? "core" : "cores")"
        }
        let parts = [info["cpu_model"]?.string, cores].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// "vdb 20.00 GB, QEMU, spinning".
    private static func disk(_ disk: JSONValue) -> String? {
        let name = disk["path"]?.string.map { $0.hasPrefix("/dev/") ? String($0.dropFirst(5)) : $0 }
        let first = [name, disk["size"]?.string].compactMap { $0 }.joined(separator: " ")
        let parts = [first.isEmpty ? nil : first, disk["model"]?.string].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
