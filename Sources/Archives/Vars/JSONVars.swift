import JSON
import Model

/// Reads JSON into a tree; to `JSONScanner` a file in which an object has a key twice is no JSON.
struct JSONVars {
    private let text: [UInt8]
    private var tree: VarTree

    private init(_ text: [UInt8], _ tree: VarTree) {
        self.text = text
        self.tree = tree
    }

    /// The only document of a text, in which no secret is kept; of at most `valueLimit` values.
    static func tree(of text: [UInt8], secrets: SecretRange, valueLimit: Int) throws(VarFault) -> VarTree {
        var vars = JSONVars(text, VarTree(secrets: secrets, valueLimit: valueLimit))
        var scanner = JSONScanner(text)
        do {
            try vars.read(&scanner)
            try scanner.finish()
        } catch {
            // What the reader found may be a part of a secret.
            throw VarFault(reason: "is broken JSON at line \(scanner.position.line)")
        }
        return vars.tree
    }

    private mutating func read(_ scanner: inout JSONScanner) throws(JSONReadError) {
        let kind = try scanner.kind()
        let (start, line) = (scanner.offset, scanner.position.line)
        switch kind {
        case .object:
            tree.open(isMap: true)
            try scanner.object { (scanner, key) throws(JSONReadError) in
                let line = scanner.position.line
                tree.scalar(key.text, lines: line...line)
                try read(&scanner)
            }
            tree.close()
        case .array:
            tree.open(isMap: false)
            try scanner.array { (scanner) throws(JSONReadError) in try read(&scanner) }
            tree.close()
        case .string:
            let (text, isWhole) = try scanner.string(limit: ConfigVars.Limits.valueByteCount)
            tree.scalar(isWhole ? text : nil, lines: line...line)
        case .number:
            try scanner.skipNumber()
            word(start..<scanner.offset, line)
        case .boolean, .null:
            _ = try scanner.literal()
            word(start..<scanner.offset, line)
        }
    }

    /// Takes a number or a word as it is written.
    private mutating func word(_ range: Range<Int>, _ line: Int) {
        let bytes = text[range.clamped(to: text.indices)]
        let isKept = bytes.count <= ConfigVars.Limits.valueByteCount
        tree.scalar(isKept ? String(decoding: bytes, as: UTF8.self) : nil, lines: line...line)
    }
}
