import System

/// What the setups of repeats have in common exactly, as one text that a catalog can search for.
///
/// Memory within 2 % and run times within 10 % are no equivalence: of three runs the first and the last may be too far apart,
/// although the one between is near to both. So they are no part of the identity, and `SetupMember` compares them in pairs.
///
/// What is unknown is a value of its own here. A run without an archive is like for like, as far as known, with runs of
/// different archives; as their repeat it would make them repeats of each other.
package struct SetupIdentity: Hashable, Sendable {
    /// 64 hexadecimal digits.
    package let text: String

    /// An identity that was kept.
    package init(text: String) {
        self.text = text
    }

    /// The identity of a cell's setup; nil for a run without a rig, which has no repeats.
    package init?(of cell: CellSetup) {
        guard let rig = cell.rig else { return nil }
        var canonical = Canonical()
        switch rig {
        case .source(let name): canonical.add("source", name)
        case .host(let name): canonical.add("host", name)
        }
        canonical.add("cell", cell.name.benchmark, cell.name.filesystem)
        for (name, text) in cell.facts.texts.sorted(by: <)
        where SetupFacts.weight(of: name) != .none && name != SetupFacts.memory {
            canonical.add("fact", name, text)
        }
        for (key, text) in cell.settings.sorted(by: <) { canonical.add("setting", key, text) }
        canonical.add(cell)
        text = canonical.digest
    }
}

/// Texts one after the other, so that no two lists of texts give the same bytes.
private struct Canonical {
    private var hasher = DigestHasher()

    mutating func add(_ texts: String...) {
        add(texts)
    }

    mutating func add(_ texts: [String]) {
        for text in ["\(texts.count)"] + texts {
            let bytes = Array(text.utf8)
            hasher.update(Array("\(bytes.count):".utf8)[...])
            hasher.update(bytes[...])
        }
    }

    /// The values of the archive that count.
    mutating func add(_ cell: CellSetup) {
        guard let vars = cell.vars else { return add("no archive") }
        for (key, value) in vars.sorted(by: { $0.key < $1.key }) where value.omission == nil {
            add(["var", key.file] + key.names)
            add(value.text.map { ["text", $0] } ?? ["not kept"])
        }
        for gap in cell.gaps { add("gap", gap) }
    }

    var digest: String {
        var hasher = hasher
        return hasher.finish().description
    }
}
