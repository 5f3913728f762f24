import JSON
import Templates

/// What a report says of the machine, as names and values.
enum SystemFacts {
    /// The context of "system" in templates/pages/run.html; null where there is nothing.
    static func context(_ systemInfo: JSONValue?) -> TemplateValue {
        guard let systemInfo, systemInfo != .null, systemInfo != [:] else { return .null }
        guard let members = systemInfo.members else {
            return ["facts": .list(facts("system_info", systemInfo)), "groups": .list([])]
        }
        let isFact = { (member: JSONValue.Member) in member.key == "target_disk" || !member.value.isNested }
        return [
            "facts": .list(members.filter(isFact).flatMap { facts($0.key, $0.value) }),
            "groups": .list(
                members.filter { !isFact($0) }.map { member in
                    ["name": .string(member.key), "facts": .list(facts("", member.value))]
                }),
        ]
    }

    /// One fact for each scalar, named by the path to it.
    private static func facts(_ path: String, _ value: JSONValue) -> [TemplateValue] {
        let children: [(name: String, value: JSONValue)] =
            switch value {
            case .object(let members): members.map { ($0.key, $0.value) }
            case .array(let elements): elements.enumerated().map { (String($0), $1) }
            case .null, .bool, .number, .string: []
            }
        if children.isEmpty {
            return [["name": .string(ShortName.of(path)), "value": .string(value.string ?? value.text)]]
        }
        return children.flatMap { facts(path.isEmpty ? $0.name : "\(path).\($0.name)", $0.value) }
    }
}

extension JSONValue {
    /// Whether it is an object or a list, even an empty one.
    fileprivate var isNested: Bool { members != nil || elements != nil }
}
