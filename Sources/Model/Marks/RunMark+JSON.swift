package import JSON

extension RunMark {
    /// The mark as it is kept beside the report and served.
    package var json: JSONValue {
        [
            "label": .text(label), "note": .text(note), "tags": .array(tags.map { .string($0) }),
            "excluded": .text(exclusion), "pinned": .bool(isPinned),
        ]
    }

    /// Reads what `json` wrote or a person has written; members of other names are ignored.
    ///
    /// - Throws: `MarkFault` where it is another value, or breaks a rule of ``MarkText``.
    package init(json: JSONValue) throws(MarkFault) {
        self = try MarkChange(json: json).applied(to: RunMark())
    }
}
