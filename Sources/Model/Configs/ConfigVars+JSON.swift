package import JSON

extension ConfigVars {
    /// The list and its notes: `{"vars": [...], "notes": [{"file", "gap", "text"}]}`.
    package var json: JSONValue {
        [
            "vars": .array(vars.map(\.json)),
            "notes": .array(
                notes.map { ["file": .string($0.file), "gap": .bool($0.isGap), "text": .string($0.text)] }),
        ]
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let vars = json["vars"]?.elements, let notes = json["notes"]?.elements else { return nil }
        let readVars = vars.compactMap(ConfigVar.init(json:))
        let readNotes = notes.compactMap { note -> Note? in
            guard let file = note["file"]?.string, let isGap = note["gap"]?.bool,
                let text = note["text"]?.string
            else { return nil }
            return Note(file: file, isGap: isGap, text: text)
        }
        guard readVars.count == vars.count, readNotes.count == notes.count else { return nil }
        self.init(vars: readVars, notes: readNotes)
    }
}

extension ConfigVar {
    /// The value with its place: `{"file", "names": [...], "value"}`, with `withheld` and its reason in place of `value`
    /// where the value is not kept.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("file", .string(file)), .init("names", .array(names.map { .string($0) })),
        ]
        switch value {
        case .text(let text): members.append(.init("value", .string(text)))
        case .withheld(let reason): members.append(.init("withheld", .string(reason.rawValue)))
        }
        return .object(members)
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let file = json["file"]?.string, let elements = json["names"]?.elements else { return nil }
        let names = elements.compactMap(\.string)
        guard names.count == elements.count else { return nil }
        if let text = json["value"]?.string {
            self.init(file: file, names: names, value: .text(text))
        } else if let reason = json["withheld"]?.string.flatMap(Reason.init) {
            self.init(file: file, names: names, value: .withheld(reason))
        } else {
            return nil
        }
    }
}
