import Model

/// Reads YAML into trees, one for each document; aliases and merge keys are kept as they are written.
enum YAMLVars {
    /// libyaml looks at each open list and map at each word, so that time grows with their product.
    private static let depthLimit = 128
    /// It compares each `%TAG` with those before it.
    private static let directiveLimit = 50
    private static let documentLimit = 100
    private static let vaultTags = ["!vault", "!vault-encrypted"]

    /// The documents of a text, in which no secret is kept; of at most `valueLimit` values together.
    static func trees(
        of text: [UInt8], secrets: SecretRange, valueLimit: Int
    ) throws(VarFault) -> [VarTree] {
        try check(text)
        let trees = try read(text, secrets: secrets, secretAnchors: [], valueLimit: valueLimit)
        let anchors = trees.reduce(into: Set<String>()) { $0.formUnion($1.aliasedSecrets) }
        // An anchor stands before its aliases, so that only a second reading knows what it names.
        return anchors.isEmpty
            ? trees : try read(text, secrets: secrets, secretAnchors: anchors, valueLimit: valueLimit)
    }

    private static func read(
        _ text: [UInt8], secrets: SecretRange, secretAnchors: Set<String>, valueLimit: Int
    ) throws(VarFault) -> [VarTree] {
        guard let parser = YAMLParser(text) else { throw VarFault(reason: "needs more memory than there is") }
        var trees: [VarTree] = []
        var valuesLeft = valueLimit
        var tree = VarTree(secrets: secrets, secretAnchors: secretAnchors, valueLimit: valuesLeft)
        while let event = try next(of: parser) {
            switch event {
            case .documentStart:
                guard trees.count < documentLimit else {
                    throw VarFault(reason: "has more than \(documentLimit) documents")
                }
                tree = VarTree(secrets: secrets, secretAnchors: secretAnchors, valueLimit: valuesLeft)
            case .documentEnd:
                valuesLeft -= tree.valueCount
                trees.append(tree)
            case .listStart(let anchor): try open(isMap: false, anchor, in: &tree)
            case .mapStart(let anchor): try open(isMap: true, anchor, in: &tree)
            case .collectionEnd: tree.close()
            case .scalar(let text, let tag, let anchor, let lines):
                let isVaulted = tag.map(vaultTags.contains) ?? false
                tree.scalar(text, isVaulted: isVaulted, anchor: anchor, lines: lines)
            case .alias(let anchor, let lines): tree.alias(anchor, lines: lines)
            }
        }
        return trees
    }

    private static func next(of parser: YAMLParser) throws(VarFault) -> YAMLEvent? {
        do {
            return try parser.next()
        } catch {
            throw VarFault(reason: error.reason)
        }
    }

    private static func open(isMap: Bool, _ anchor: String?, in tree: inout VarTree) throws(VarFault) {
        guard tree.depth < depthLimit else { throw VarFault(reason: "has more than \(depthLimit) levels") }
        tree.open(isMap: isMap, anchor: anchor)
    }

    /// Refuses what libyaml would count other lines in than the search for secrets, and what costs it too long.
    private static func check(_ text: [UInt8]) throws(VarFault) {
        var directives = 0
        var previous = UInt8(ascii: "\n")
        for (place, byte) in text.enumerated() {
            if previous == UInt8(ascii: "\r"), byte != UInt8(ascii: "\n") || isBreak(text, at: place) {
                throw VarFault(reason: "has line ends that are no newlines")
            }
            if byte >= 0x80, isBreak(text, at: place) {
                throw VarFault(reason: "has line ends that are no newlines")
            }
            if previous == UInt8(ascii: "\n"), byte == UInt8(ascii: "%") { directives += 1 }
            previous = byte
        }
        if previous == UInt8(ascii: "\r") { throw VarFault(reason: "has line ends that are no newlines") }
        if directives > directiveLimit {
            throw VarFault(reason: "has more than \(directiveLimit) directives")
        }
    }

    /// Whether U+0085, U+2028 or U+2029 begins here.
    private static func isBreak(_ text: [UInt8], at place: Int) -> Bool {
        let rest = text[place...]
        return rest.starts(with: [0xC2, 0x85]) || rest.starts(with: [0xE2, 0x80, 0xA8])
            || rest.starts(with: [0xE2, 0x80, 0xA9])
    }
}
