import Analysis
package import Archives
import Model
package import System

/// A file of rules: what is watched for, and where messages go.
///
/// A rule that is not in it does not exist.
package struct RuleFile: Equatable, Sendable {
    /// What links begin with: "https://bench.example"; empty where messages have none.
    package let server: String
    package let targets: [AlertTarget]
    package let rules: [AlertRule]

    /// A file without rules.
    package static let empty = RuleFile(server: "", targets: [], rules: [])

    private static let byteLimit = 256 << 10

    private init(server: String, targets: [AlertTarget], rules: [AlertRule]) {
        (self.server, self.targets, self.rules) = (server, targets, rules)
    }

    /// Reads a file.
    ///
    /// - Throws: `RuleFileFault` with the place and what to do.
    package init(_ path: FilePath) throws(RuleFileFault) {
        do {
            let directory = try Directory(path.directory.isEmpty ? "." : path.directory)
            try directory.status(of: path.lastComponent).expectRegular("read", path)
            let bytes = try directory.read(path.lastComponent, limit: Self.byteLimit)
            try self.init(bytes)
        } catch let fault as YAMLNodeFault {
            throw RuleFileFault(
                description: fault.line.map { "\(path), line \($0): \(fault.reason)" }
                    ?? "\(path): \(fault.reason)")
        } catch {
            throw RuleFileFault(description: "the rules cannot be read: \(error)")
        }
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: `YAMLNodeFault`.
    package init(_ bytes: [UInt8]) throws(YAMLNodeFault) {
        guard let root = try YAMLNode.read(bytes) else {
            self = .empty
            return
        }
        let top = try RuleMap(root, "the file", keys: ["server", "targets", "rules"])
        var targets: [AlertTarget] = []
        for member in try top.map("targets") { targets.append(try AlertTarget(member)) }
        var rules: [AlertRule] = []
        for node in try top.list("rules") {
            let rule = try AlertRule(node, targets: targets)
            if rules.contains(where: { $0.name == rule.name }) {
                throw YAMLNodeFault(
                    "there are two rules \"\(rule.name)\"; each needs a name of its own", line: node.line)
            }
            rules.append(rule)
        }
        let server = try top.text("server") ?? ""
        self.init(
            server: String(server.hasSuffix("/") ? server.dropLast() : server[...]), targets: targets,
            rules: rules)
    }
}

/// Why a file of rules is not taken.
package struct RuleFileFault: Error, Equatable, CustomStringConvertible {
    /// One sentence without a full stop.
    package let description: String
}

extension AlertTarget {
    fileprivate init(_ member: YAMLNode.Member) throws(YAMLNodeFault) {
        let map = try RuleMap(
            member.value, "the target \(member.key)", keys: ["form", "url", "secret-file", "allow-private"])
        let forms = Form.allCases.map(\.rawValue).joined(separator: ", ")
        let url = try map.neededText("url")
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw YAMLNodeFault(
                "url of the target \(member.key) must begin with https:// or http://",
                line: map.line(of: "url"))
        }
        self.init(
            name: member.key, form: try map.value("form", like: "one of \(forms)", Form.init) ?? .json,
            url: url,
            secretFile: try map.text("secret-file").map { FilePath($0) },
            allowsPrivate: try map.flag("allow-private"))
    }
}

extension AlertRule {
    private static let kinds = ["worse", "law", "no-run", "trouble"]
    private static let cellKeys = ["benchmark", "filesystem", "source"]

    fileprivate init(_ node: YAMLNode, targets: [AlertTarget]) throws(YAMLNodeFault) {
        let keys: [String: [String]] = [
            "worse": Self.cellKeys + ["metric", "margin", "setup-changes"],
            "law": Self.cellKeys + ["laws", "verdicts"],
            "no-run": ["source", "within"], "trouble": [],
        ]
        let every = ["name", "when", "notify"]
        let all = try RuleMap(node, "a rule", keys: every + Set(keys.values.joined()).sorted())
        let name = try all.neededText("name")
        let when = try all.neededText("when")
        guard let own = keys[when] else {
            throw YAMLNodeFault(
                "when of the rule \"\(name)\" must be one of \(Self.kinds.joined(separator: ", ")), not \"\(when)\"",
                line: all.line(of: "when"))
        }
        let map = try RuleMap(node, "the rule \"\(name)\" (\(when))", keys: every + own)
        let notify = try map.texts("notify")
        for target in notify where !targets.contains(where: { $0.name == target }) {
            throw YAMLNodeFault(
                "the rule \"\(name)\" notifies \(target), which is no target", line: map.line(of: "notify"))
        }
        if Set(notify).count < notify.count {
            throw YAMLNodeFault("the rule \"\(name)\" notifies a target twice", line: map.line(of: "notify"))
        }
        self.init(name: name, kind: try Self.kind(when, map), targets: notify)
    }

    private static func kind(_ when: String, _ map: RuleMap) throws(YAMLNodeFault) -> Kind {
        switch when {
        case "worse":
            return .worse(
                cells: try cells(map), metric: try map.text("metric"),
                margin: try map.value("margin", like: Share.expected(Share.margins)) {
                    Share.read($0, in: Share.margins)
                }
                    ?? 0.05, crossesSetups: try map.flag("setup-changes"))
        case "law":
            var laws: Set<AuditLaw> = []
            for text in try map.texts("laws") {
                guard let law = Int(text).flatMap(AuditLaw.init), law != .staleFacts else {
                    throw YAMLNodeFault(
                        "a law must be a number from 1 to 9, not \"\(text)\"", line: map.line(of: "laws"))
                }
                laws.insert(law)
            }
            var verdicts: Set<Finding.Verdict> = []
            for text in try map.texts("verdicts") {
                guard let verdict = Finding.Verdict(rawValue: text), verdict.isMarked else {
                    throw YAMLNodeFault(
                        "a verdict must be broken or odd, not \"\(text)\"", line: map.line(of: "verdicts"))
                }
                verdicts.insert(verdict)
            }
            return .law(cells: try cells(map), laws: laws, verdicts: verdicts.isEmpty ? [.broken] : verdicts)
        case "no-run":
            guard let within = try map.value("within", like: "a time such as 26h or 7d", Quantity.duration),
                within > .zero
            else { throw YAMLNodeFault("a rule with no-run needs within, such as 26h", line: map.line) }
            return .noRun(rig: NamePattern(try map.text("source") ?? "*"), within: within)
        default: return .trouble
        }
    }

    private static func cells(_ map: RuleMap) throws(YAMLNodeFault) -> CellPattern {
        var cells = CellPattern()
        cells.benchmark = NamePattern(try map.text("benchmark") ?? "*")
        cells.filesystem = NamePattern(try map.text("filesystem") ?? "*")
        cells.rig = NamePattern(try map.text("source") ?? "*")
        return cells
    }
}
