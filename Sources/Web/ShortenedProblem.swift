import JSON
import Model

extension Problem {
    /// The problem with texts and lists of bounded size, for answers and pages: at most some 100 kB in any form.
    var shortened: Problem {
        var room = Self.valueLimit
        let shown = members.prefix(Self.memberLimit).map { member in
            JSONValue.Member(member.key.shortened(to: 256), member.value.shortened(&room))
        }
        return Problem(kind, detail.shortened(to: Self.detailByteLimit), members: shown, status: status)
    }

    private static let detailByteLimit = 4_096
    private static let memberLimit = 20
    /// The most values, with those inside of others.
    private static let valueLimit = 400
}

extension JSONValue {
    private static let textByteLimit = 1_024
    private static let elementLimit = 100

    /// The value with its first elements and the beginnings of its texts; `room` is how many values may still be shown.
    fileprivate func shortened(_ room: inout Int) -> JSONValue {
        guard room > 0 else { return .null }
        room -= 1
        switch self {
        case .null, .bool: return self
        case .number(let text):
            return text.utf8.count <= Self.textByteLimit
                ? self : .string(text.shortened(to: Self.textByteLimit))
        case .string(let text): return .string(text.shortened(to: Self.textByteLimit))
        case .array(let elements):
            var shown: [JSONValue] = []
            for element in elements.prefix(Self.elementLimit) where room > 0 {
                shown.append(element.shortened(&room))
            }
            return .array(shown)
        case .object(let members):
            var shown: [Member] = []
            for member in members.prefix(Self.elementLimit) where room > 0 {
                shown.append(Member(member.key.shortened(to: 256), member.value.shortened(&room)))
            }
            return .object(shown)
        }
    }
}
