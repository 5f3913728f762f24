import Model
import System
import Templates

extension RunHead {
    /// What every page has of a run; a page adds its own to it.
    func context(_ links: Links) -> TemplateValue {
        [
            "uuid": .string(id.description),
            "link": .string(links.run(id)),
            "source": .text(source),
            "filed": .string(filed.description),
            "filed_text": .string(filed.pageText),
            "has_config": .bool(hasConfig),
            "config_link": hasConfig ? .string(links.config(id)) : .null,
        ]
    }

    /// The run in a title: "rig-01, 2026-11-23 18:41:18 UTC".
    var title: String {
        [source, filed.pageText].compactMap { $0 }.joined(separator: ", ")
    }
}

extension Timestamp {
    /// As pages show it: "2026-11-23 18:41:18 UTC".
    var pageText: String {
        description.prefix(19).split(separator: "T").joined(separator: " ") + " UTC"
    }
}
