import JSON
import Model
import Templates

/// What a run was made with in a few characters: kernel, disk, processor, memory.
enum RunSetupText {
    private static let byteLimit = 48

    /// Each part with the whole of what it stands for; a part that the report lacks is left out.
    static func parts(_ facts: [SystemFact]) -> [(text: String, whole: String)] {
        [kernel(facts), disk(facts), processor(facts), memory(facts)].compactMap { part in
            part.map { ($0.text.shortened(to: byteLimit), $0.whole.shortened(to: 300)) }
        }
    }

    private typealias Part = (text: String, whole: String)

    private static func kernel(_ facts: [SystemFact]) -> Part? {
        facts["kernel_version"].map { kernel in
            let system = facts["os_distro"].map { ", \($0.text)" } ?? ""
            return (kernel.text, "Kernel \(kernel.text)\(system)")
        }
    }

    private static func disk(_ facts: [SystemFact]) -> Part? {
        let size = facts["target_disk.size"]?.text
        let short = [facts.targetDiskName, size].compactMap(\.self).joined(separator: " ")
        guard !short.isEmpty else { return nil }
        let names = [("path", ""), ("model", ""), ("size", ""), ("rotational", "rotational ")]
        let known = names.compactMap { key, word in
            facts["target_disk.\(key)"].map { "\(word)\($0.text)" }
        }
        return (short, "Disk under test: \(known.joined(separator: ", "))")
    }

    private static func processor(_ facts: [SystemFact]) -> Part? {
        let model = facts["cpu_model"]?.text
        let cores = facts["cpu_cores_total"].map { "\($0.text) \($0.text == "1" ? "core" : "cores")" }
        let texts = [model.map(shortModel), cores].compactMap(\.self)
        guard !texts.isEmpty else { return nil }
        return (
            texts.joined(separator: ", "), [model, cores].compactMap(\.self).joined(separator: ", ")
        )
    }

    private static func memory(_ facts: [SystemFact]) -> Part? {
        facts["ram_gb"].map { ("\($0.text) GB", "\($0.text) GB of memory") }
    }

    /// "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz" is "Intel Xeon Gold 6338".
    static func shortModel(_ model: String) -> String {
        let words = model.split(separator: " ").prefix { $0 != "@" }.map { word in
            ["(R)", "(TM)", "(r)", "(tm)"].reduce(String(word)) { $0.without($1) }
        }
        let kept = words.filter { !["CPU", "Processor", ""].contains($0) && !$0.hasSuffix("-Core") }
        return kept.isEmpty ? model : kept.joined(separator: " ")
    }
}

extension String {
    fileprivate func without(_ ending: String) -> String {
        hasSuffix(ending) ? String(dropLast(ending.count)) : self
    }
}
