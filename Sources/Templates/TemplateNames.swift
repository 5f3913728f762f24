/// The names of a context, as a tree: what a template of a page may use.
///
/// An object and a list of objects have the names of their members; a text, a switch and a list of texts have none.
package struct TemplateNames: Equatable, Sendable {
    /// The names, with those inside of each.
    let members: [String: TemplateNames]

    /// Names of texts, switches and lists of texts, and `parts` that have names of their own.
    package init(_ values: String..., parts: [String: TemplateNames] = [:]) {
        members = values.reduce(into: parts) { members, name in
            if members[name] == nil { members[name] = TemplateNames() }
        }
    }

    private init(members: [String: TemplateNames]) {
        self.members = members
    }

    /// The names of both.
    package static func + (names: TemplateNames, further: TemplateNames) -> TemplateNames {
        TemplateNames(members: names.members.merging(further.members) { $0 + $1 })
    }
}
