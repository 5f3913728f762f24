import Model

/// Builds the node of a document from its parts in their order, and keeps no more than the limits allow.
struct VarTree {
    /// What the text of a file says where the tree does not keep it.
    enum Gap: String, CaseIterable {
        /// Deeper than `ConfigVars.Limits.depth`.
        case depth = "what lies deeper than 32 levels"
        /// Beyond `ConfigVars.Limits.valueCount`.
        case count = "what is beyond 2000 values of the archive"
        case key = "what stands under a key that is no text"
    }

    private enum Key {
        case name(String, line: Int)
        /// A list or a map, which no name can represent.
        case unreadable
    }

    private struct Frame {
        let isMap: Bool
        /// The key of the list, or of the list of lists, that this list is.
        let name: String?
        /// Whether nothing in it is kept: a key above asks for secrets or stands on the line of one, or a private key
        /// has begun in it.
        var isSecret: Bool
        var key: Key?
        var elements: [VarNode] = []
        var members: [VarNode.Member] = []
        var places: [String: Int] = [:]
    }

    private let secrets: SecretRange
    /// The anchors of which nothing is kept.
    private let secretAnchors: Set<String>
    private var stack: [Frame] = []
    /// Lists and maps that are open and not kept.
    private var skippedDepth = 0
    private var valuesLeft: Int
    /// The node of the document that has ended; nil for an empty one.
    private(set) var root: VarNode?
    private(set) var gaps: Set<Gap> = []
    /// Keys that a map has twice, of which the last counts.
    private(set) var repeatedKeys: [String] = []
    private(set) var valueCount = 0
    /// The anchors that stand where a secret is asked for.
    private(set) var aliasedSecrets: Set<String> = []

    /// A tree for one document of at most `valueLimit` values; of what has one of the anchors nothing is kept.
    init(secrets: SecretRange, secretAnchors: Set<String> = [], valueLimit: Int) {
        self.secrets = secrets
        self.secretAnchors = secretAnchors
        valuesLeft = valueLimit
    }

    /// How many lists and maps are open.
    var depth: Int { stack.count + skippedDepth }

    private var expectsKey: Bool { stack.last.map { $0.isMap && $0.key == nil } ?? false }

    /// A list or a map begins.
    mutating func open(isMap: Bool, anchor: String? = nil) {
        guard skippedDepth == 0, !expectsKey, stack.count < ConfigVars.Limits.depth else {
            if skippedDepth == 0, !expectsKey { gaps.insert(.depth) }
            skippedDepth += 1
            return
        }
        let isSecret = isBelowSecret || asksForSecrets || isSecret(anchor)
        stack.append(Frame(isMap: isMap, name: isMap ? nil : name, isSecret: isSecret))
    }

    /// A list or a map ends.
    mutating func close() {
        if skippedDepth > 0 {
            skippedDepth -= 1
            if skippedDepth == 0 { endSkipped() }
            return
        }
        guard let frame = stack.popLast() else { return }
        let isEmpty = frame.isMap ? frame.members.isEmpty : frame.elements.isEmpty
        if isEmpty { return takeValue() ? put(.empty(frame.isMap ? "{}" : "[]")) : put(.unread) }
        put(frame.isMap ? .map(VarSecrets.withholding(frame.members)) : .list(frame.elements))
    }

    /// A list or a map that is not kept has ended: a key, or a value.
    private mutating func endSkipped() {
        guard expectsKey else { return put(.unread) }
        stack[stack.count - 1].key = .unreadable
    }

    /// A scalar: the key of a map, or a value.
    ///
    /// - Parameters:
    ///   - text: nil where it is longer than a value may be.
    ///   - isVaulted: whether it is encrypted in its place.
    ///   - anchor: by which aliases name it.
    ///   - lines: from 1.
    mutating func scalar(
        _ text: String?, isVaulted: Bool = false, anchor: String? = nil, lines: ClosedRange<Int>
    ) {
        guard skippedDepth == 0 else { return }
        if expectsKey {
            let key = text.map { Key.name(VarSecrets.name($0), line: lines.lowerBound) }
            stack[stack.count - 1].key = key ?? .unreadable
        } else {
            put(text: text, isSecret: isVaulted || isSecret(anchor), lines: lines)
        }
    }

    /// An alias, which is kept as it is written.
    mutating func alias(_ anchor: String, lines: ClosedRange<Int>) {
        if skippedDepth == 0, !expectsKey, isBelowSecret || asksForSecrets { aliasedSecrets.insert(anchor) }
        scalar("*\(anchor)", lines: lines)
    }

    private func isSecret(_ anchor: String?) -> Bool { anchor.map(secretAnchors.contains) ?? false }

    /// Whether the key of what comes next asks for secrets.
    private var asksForSecrets: Bool { name.map(VarSecrets.asksForSecrets) ?? false }

    /// Whether what comes next stands below a key on the line of a secret.
    private var isBelowSecret: Bool {
        guard let frame = stack.last else { return false }
        if case .name(_, let line)? = frame.key { return frame.isSecret || secrets.touches(line...line) }
        return frame.isSecret
    }

    /// Under which key the next value stands, by itself or in a list; nil for none.
    private var name: String? {
        if case .name(let text, _)? = stack.last?.key { text } else { stack.last?.name }
    }

    /// Counts a value; false where it is beyond the limit.
    private mutating func takeValue() -> Bool {
        guard valuesLeft > 0 else {
            gaps.insert(.count)
            return false
        }
        valuesLeft -= 1
        valueCount += 1
        return true
    }

    private mutating func put(text: String?, isSecret isKnown: Bool, lines: ClosedRange<Int>) {
        guard takeValue() else { return put(.unread) }
        let name = name
        let isSecret =
            isKnown || isBelowSecret || secrets.touches(lines)
            || text.map { VarSecrets.isSecret($0, name: name) } ?? false
        if let text, VarSecrets.beginsKey(text), !stack.isEmpty { stack[stack.count - 1].isSecret = true }
        put(.value(VarValues.value(text, name: name, isSecret: isSecret)))
    }

    private mutating func put(_ node: VarNode) {
        guard var frame = stack.popLast() else {
            root = node
            return
        }
        switch frame.key {
        case .name(let name, _)?: put(node, as: name, in: &frame)
        case .unreadable?: gaps.insert(.key)
        case nil: frame.elements.append(node)
        }
        frame.key = nil
        stack.append(frame)
    }

    private mutating func put(_ node: VarNode, as name: String, in frame: inout Frame) {
        if let place = frame.places[name] {
            repeatedKeys.append(name)
            frame.members[place].node = node
        } else {
            frame.places[name] = frame.members.count
            frame.members.append(VarNode.Member(name: name, node: node))
        }
    }
}
