import Model
import Templates

/// What the settings in a run's config archive say, as names and values, file by file.
struct VarFacts {
    let vars: ConfigVars
    /// Where all files are.
    let listingLink: String

    /// The most vars of a page, and the most bytes of their names and values; the files have all.
    private enum Limits {
        static let vars = 300
        static let byteCount = 48 << 10
    }

    /// The context of "vars" in templates/pages/run.html; null where there are none.
    var context: TemplateValue {
        if vars.vars.isEmpty, vars.notes.isEmpty { return .null }
        let shown = self.shown
        let further = vars.vars.count - shown.count
        return [
            "count": .string(ValueFormat.count(vars.vars.count, "value", "values")),
            "files": .list(files(shown)),
            "notes": .list(vars.notes.map { .string(ShownPath.text($0.file) + ": " + $0.text) }),
            "further": further > 0 ? .string(ValueFormat.count(further)) : .null,
            "listing_link": .string(listingLink),
        ]
    }

    private var shown: ArraySlice<ConfigVar> {
        var byteCount = 0
        return vars.vars.prefix(Limits.vars).prefix { found in
            byteCount += found.path.utf8.count + (found.text?.utf8.count ?? 0)
            return byteCount <= Limits.byteCount
        }
    }

    /// In the order of the archive.
    private func files(_ shown: ArraySlice<ConfigVar>) -> [TemplateValue] {
        shown.reduce(into: [[ConfigVar]]()) { groups, found in
            if let last = groups.last?.last, last.file.utf8.elementsEqual(found.file.utf8) {
                groups[groups.count - 1].append(found)
            } else {
                groups.append([found])
            }
        }.map { group in
            [
                "file": .string(ShownPath.text(group[0].file)), "facts": .list(group.map(Self.fact)),
            ]
        }
    }

    private static func fact(_ found: ConfigVar) -> TemplateValue {
        [
            "name": .string(found.path), "value": .text(text(found.value)),
            "withheld": .text(reason(found.value)),
        ]
    }

    private static func text(_ value: ConfigVar.Value) -> String? {
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        return text
    }

    private static func reason(_ value: ConfigVar.Value) -> String? {
        switch value {
        case .text: nil
        case .withheld(.secret): "not kept: it looks like a secret"
        case .withheld(.path): "not kept: a path"
        case .withheld(.length): "not kept: too long"
        }
    }
}

extension TemplateNames {
    /// What `VarFacts.context` has.
    static let runVars = TemplateNames(
        "count", "notes", "further", "listing_link",
        parts: ["files": TemplateNames("file", parts: ["facts": TemplateNames("name", "value", "withheld")])])
}
