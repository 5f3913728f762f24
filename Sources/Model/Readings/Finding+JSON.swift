package import JSON

extension Finding {
    /// The finding as answers have it.
    package var json: JSONValue {
        [
            "benchmark": .text(benchmark), "filesystem": .text(filesystem), "law": .integer(law.rawValue),
            "title": .string(law.title), "verdict": .string(verdict.rawValue), "expected": .double(expected),
            "found": .double(found), "unit": .text(unit?.rawValue), "detail": .string(detail),
        ]
    }
}

extension AuditCounts {
    /// The number of each verdict.
    package var json: JSONValue {
        .object(Finding.Verdict.allCases.map { JSONValue.Member($0.rawValue, .integer(self[$0])) })
    }
}

extension DerivedValue {
    /// The value as answers have it: `value` is a number, a text, or null with `unknown` saying why.
    package var json: JSONValue {
        let shown: JSONValue =
            switch value {
            case .number(let number): .double(number)
            case .text(let text): .string(text)
            case .unknown: .null
            }
        var reason: String?
        if case .unknown(let text) = value { reason = text }
        return [
            "name": .string(name.rawValue), "value": shown, "unknown": .text(reason),
            "unit": .text(unit?.rawValue), "iteration": .text(iteration), "note": .text(note),
        ]
    }
}
