import Model

/// The settings of an archive as the catalog keeps them.
enum PackedVars {
    static func pack(_ vars: ConfigVars) -> [UInt8] {
        var writer = PackedWriter()
        writer.list(vars.vars) { writer, value in
            writer.name(value.file)
            writer.list(value.names) { $0.name($1) }
            switch value.value {
            case .text(let text):
                writer.flag(true)
                writer.text(text)
            case .withheld(let reason):
                writer.flag(false)
                writer.name(reason.rawValue)
            }
        }
        writer.list(vars.notes) { writer, note in
            writer.name(note.file)
            writer.flag(note.isGap)
            writer.text(note.text)
        }
        return Deflated.pack(writer.bytes)
    }

    /// Nil where the bytes are damaged.
    static func unpack(_ bytes: [UInt8]) -> ConfigVars? {
        guard let bytes = Deflated.unpack(bytes) else { return nil }
        var reader = PackedReader(bytes)
        let vars = reader.list { reader -> ConfigVar? in
            guard let file = reader.name(), let names = reader.list({ $0.name() }), let isText = reader.flag()
            else { return nil }
            let value: ConfigVar.Value? =
                isText
                ? reader.text().map { .text($0) }
                : reader.name().flatMap(ConfigVar.Reason.init).map { .withheld($0) }
            return value.map { ConfigVar(file: file, names: names, value: $0) }
        }
        let notes = reader.list { reader -> ConfigVars.Note? in
            guard let file = reader.name(), let isGap = reader.flag(), let text = reader.text() else {
                return nil
            }
            return ConfigVars.Note(file: file, isGap: isGap, text: text)
        }
        guard let vars, let notes, reader.isAtEnd else { return nil }
        return ConfigVars(vars: vars, notes: notes)
    }
}

/// The facts of a machine as the catalog keeps them.
enum PackedFacts {
    static func pack(_ facts: [SystemFact]) -> [UInt8] {
        var writer = PackedWriter()
        writer.list(facts) { $0.fact($1) }
        return Deflated.pack(writer.bytes)
    }

    /// Nil where the bytes are damaged.
    static func unpack(_ bytes: [UInt8]) -> [SystemFact]? {
        guard let bytes = Deflated.unpack(bytes) else { return nil }
        var reader = PackedReader(bytes)
        guard let facts = reader.list({ $0.fact() }), reader.isAtEnd else { return nil }
        return facts
    }
}
