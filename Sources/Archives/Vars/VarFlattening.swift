import Model

/// Writes the node of a document as a flat list.
struct VarFlattening {
    private let file: String
    private var path: [String]
    private var pathByteCount: Int
    private(set) var vars: [ConfigVar] = []
    /// Whether a path was too long to be kept.
    private(set) var isCut = false

    /// The values of a document, each below `names`.
    init(of root: VarNode, file: String, below names: [String]) {
        self.file = file
        path = names
        pathByteCount = names.reduce(0) { $0 + $1.utf8.count }
        walk(root)
    }

    // No deeper than a tree, which is bounded.
    private mutating func walk(_ node: VarNode) {
        switch node {
        case .value(let value): vars.append(ConfigVar(file: file, names: path, value: value))
        case .list(let elements):
            for (name, element) in zip(ListAddress.names(of: elements), elements) { walk(element, as: name) }
        case .map(let members):
            for member in members { walk(member.node, as: member.name) }
        case .empty(let text): vars.append(ConfigVar(file: file, names: path, value: .text(text)))
        case .unread: break
        }
    }

    private mutating func walk(_ node: VarNode, as name: String) {
        let byteCount = name.utf8.count
        guard pathByteCount + byteCount <= ConfigVars.Limits.pathByteCount else {
            isCut = true
            return
        }
        path.append(name)
        pathByteCount += byteCount
        walk(node)
        path.removeLast()
        pathByteCount -= byteCount
    }
}
