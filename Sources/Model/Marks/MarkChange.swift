package import JSON

/// A change of a run's mark; what is nil stays as it is.
package struct MarkChange: Equatable, Sendable {
    /// Empty to take the label away.
    package private(set) var label: String?
    /// Empty to take the note away.
    package private(set) var note: String?
    /// All tags that the run has then.
    package private(set) var tags: [String]?
    /// Why the run is excluded; empty to count it again.
    package private(set) var exclusion: String?
    /// Whether the run is pinned, so that it is not pruned.
    package var isPinned: Bool?

    /// No change.
    package init() {}

    /// Sets the label.
    ///
    /// - Throws: `MarkFault`.
    package mutating func setLabel(_ text: String) throws(MarkFault) {
        label = try MarkText.label.kept(text) ?? ""
    }

    /// Sets the note.
    ///
    /// - Throws: `MarkFault`.
    package mutating func setNote(_ text: String) throws(MarkFault) {
        note = try MarkText.note.kept(text) ?? ""
    }

    /// Sets the tags: every text may hold several, with commas between them.
    ///
    /// - Throws: `MarkFault`.
    package mutating func setTags(_ texts: [String]) throws(MarkFault) { tags = try MarkText.tags(texts) }

    /// Excludes the run; an empty text counts it again.
    ///
    /// - Throws: `MarkFault`.
    package mutating func setExclusion(_ text: String) throws(MarkFault) {
        exclusion = try MarkText.reason.kept(text) ?? ""
    }

    /// The mark after the change.
    package func applied(to mark: RunMark) -> RunMark {
        var mark = mark
        if let label { mark.label = label.isEmpty ? nil : label }
        if let note { mark.note = note.isEmpty ? nil : note }
        if let tags { mark.tags = tags }
        if let exclusion { mark.exclusion = exclusion.isEmpty ? nil : exclusion }
        if let isPinned { mark.isPinned = isPinned }
        return mark
    }
}

extension MarkChange {
    /// The change for another process; what stays as it is has no member.
    package var json: JSONValue {
        var members: [JSONValue.Member] = []
        if let label { members.append(.init("label", .string(label))) }
        if let note { members.append(.init("note", .string(note))) }
        if let tags { members.append(.init("tags", .array(tags.map { .string($0) }))) }
        if let exclusion { members.append(.init("excluded", .string(exclusion))) }
        if let isPinned { members.append(.init("pinned", .bool(isPinned))) }
        return .object(members)
    }

    /// Reads what `json` wrote; null is the same as no member.
    ///
    /// - Throws: `MarkFault` where it is another value, or breaks a rule of ``MarkText``.
    package init(json: JSONValue) throws(MarkFault) {
        guard json.members != nil else { throw .shape("what is said of a run", expected: "a JSON object") }
        if let text = try Self.text("label", in: json) { try setLabel(text) }
        if let text = try Self.text("note", in: json) { try setNote(text) }
        if let text = try Self.text("excluded", in: json) { try setExclusion(text) }
        isPinned = try Self.flag("pinned", in: json)
        guard let value = json["tags"], value != .null else { return }
        let texts = value.elements?.map(\.string)
        guard let texts, !texts.contains(nil) else { throw .shape("tags", expected: "a list of texts") }
        try setTags(texts.compactMap(\.self))
    }

    private static func flag(_ member: String, in json: JSONValue) throws(MarkFault) -> Bool? {
        switch json[member] {
        case nil, .null?: nil
        case .bool(let isOn)?: isOn
        default: throw .shape(member, expected: "true or false")
        }
    }

    private static func text(_ member: String, in json: JSONValue) throws(MarkFault) -> String? {
        guard let value = json[member], value != .null else { return nil }
        guard let text = value.string else { throw .shape(member, expected: "a text") }
        return text
    }
}
