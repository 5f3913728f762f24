import JSON
import Model

extension ConfigComparison {
    /// The members of the API's answer for a part (docs/api.md).
    func members(_ part: ComparedPart) -> [JSONValue.Member] {
        let totals = Status.allCases.map { JSONValue.Member($0.rawValue, .integer(count($0))) }
        let next = Status.allCases.map { status in
            let end = part.range(of: status, count: count(status)).upperBound
            return JSONValue.Member(status.rawValue, end < count(status) ? .integer(end) : nil)
        }
        func root(_ text: String) -> JSONValue { text.isEmpty ? nil : .string(text) }
        return [
            .init("baseline_root", root(roots.baseline)), .init("other_root", root(roots.other)),
            .init("totals", .object(totals)), .init("entries", .array(items.map(\.json))),
            .init("next", .object(next)),
        ]
    }
}

extension ConfigComparison.Item {
    fileprivate var json: JSONValue {
        var diff: JSONValue = nil
        var reason: String?
        switch difference {
        case .lines(let lines): diff = lines.json
        case .untold(let sentence): reason = sentence
        case nil: break
        }
        return [
            "path": .string(path), "status": .string(status.rawValue),
            "baseline": baseline.map(Self.json) ?? nil, "other": other.map(Self.json) ?? nil,
            "diff": diff, "no_diff": .text(reason),
        ]
    }

    private static func json(_ entry: ConfigListing.Entry) -> JSONValue {
        [
            "index": .integer(entry.index), "size": .integer(entry.byteCount),
            "crc32": .string(entry.crc32Text),
        ]
    }
}

extension TextDiff {
    fileprivate var json: JSONValue {
        ["hunks": .array(hunks.map(\.json)), "notes": .array(notes.map { .string($0) })]
    }
}

extension TextDiff.Hunk {
    fileprivate var json: JSONValue {
        [
            "baseline_start": .integer(baselineStart), "baseline_count": .integer(baselineCount),
            "other_start": .integer(otherStart), "other_count": .integer(otherCount),
            "lines": .array(lines.map { ["op": .string($0.operation.rawValue), "text": .string($0.text)] }),
        ]
    }
}
