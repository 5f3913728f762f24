import Analysis
import JSON
import Model

/// What changed in the setup of a run since the run before, in one line.
enum RunChangeText {
    private static let shownDifferences = 4
    private static let valueByteLimit = 40
    private static let nameByteLimit = 60

    /// "opts of ext4_overlay2: noatime → data=journal", or the names of what differs where that is more.
    static func line(_ differences: [SetupDifference]) -> String {
        if differences.count == 1, let only = differences.first {
            return "\(name(only)): \(value(only.values.first)) → \(value(only.values.last))"
        }
        var groups: [(what: String, of: [String])] = []
        for difference in differences {
            let (what, place) = parts(difference)
            if let known = groups.firstIndex(where: { $0.what == what && !$0.of.isEmpty }), let place {
                groups[known].of.append(place)
            } else {
                groups.append((what, place.map { [$0] } ?? []))
            }
        }
        let shown = groups.prefix(shownDifferences).map { group in
            group.of.isEmpty
                ? group.what
                : "\(group.what) of \(group.of.prefix(shownDifferences).joined(separator: ", "))"
                    + (group.of.count > shownDifferences
                        ? " and \(group.of.count - shownDifferences) more" : "")
        }
        let more = groups.count - shown.count
        return shown.joined(separator: "; ") + (more > 0 ? "; \(more) more" : "")
    }

    /// Every difference with its values, for whoever asks.
    static func lines(_ differences: [SetupDifference]) -> [String] {
        differences.map { difference in
            "\(difference.name.shortened(to: 200)): \(value(difference.values.first)) → \(value(difference.values.last))"
        }
    }

    private static func name(_ difference: SetupDifference) -> String {
        let (what, place) = parts(difference)
        return what + (place.map { " of \($0)" } ?? "")
    }

    /// "filesystems / ext4_overlay2 / mount_options / opts" is the `opts` of `ext4_overlay2`.
    private static func parts(_ difference: SetupDifference) -> (what: String, place: String?) {
        guard difference.kind == .var else { return (difference.name.shortened(to: nameByteLimit), nil) }
        let names = difference.name.components(of: " / ")
        let what = (names.last ?? difference.name).shortened(to: nameByteLimit)
        guard difference.isOwn, names.count > 2 else { return (what, nil) }
        return (what, names[1].shortened(to: nameByteLimit))
    }

    private static func value(_ value: String??) -> String {
        guard let text = value ?? nil else { return "none" }
        return text.isEmpty ? "empty" : text.shortened(to: valueByteLimit)
    }
}

extension String {
    fileprivate func components(of separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
