/// The shape of a path, such as "/api/benchmarks/{uuid}/config/files/{path}", as docs/api.md writes it.
struct PathPattern: Equatable, Sendable {
    private enum Segment: Equatable {
        case literal(String)
        /// An id of a run, or `latest`, and what comes after it, such as ".html".
        case run(suffix: String)
        /// All segments that are left, also none.
        case rest
    }

    /// What a path has where the pattern has its names.
    struct Match: Equatable, Sendable {
        /// What stands for `{uuid}`; the latest run where the pattern has no `{uuid}`.
        var run = RunReference.latest
        /// The segments that stand for `{path}`, decoded; empty where the pattern has no `{path}`.
        var rest: [String] = []
    }

    /// As it is written.
    let text: String
    private let segments: [Segment]
    private let literals: [Literal]

    /// A segment that is written out.
    private struct Literal: Equatable {
        let place: Int
        let text: String
    }

    /// Reads a pattern, which begins with a slash; `{path}` must be its last segment.
    init(_ text: String) {
        self.text = text
        segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            switch segment {
            case "{path}": .rest
            case _ where segment.hasPrefix("{uuid}"): .run(suffix: String(segment.dropFirst("{uuid}".count)))
            default: .literal(String(segment))
            }
        }
        literals = segments.enumerated().compactMap { place, segment in
            if case .literal(let text) = segment { Literal(place: place, text: text) } else { nil }
        }
    }

    /// What every path of this shape begins with.
    var firstSegment: String {
        if case .literal(let text)? = segments.first { text } else { "" }
    }

    /// Whether a path has all that is written out, which is looked at before ids are read.
    private func hasLiterals(_ path: [String]) -> Bool {
        literals.allSatisfy { $0.place < path.count && path[$0.place] == $0.text }
    }

    /// What the decoded segments of a path have at the pattern's names; nil for a path of another shape.
    func match(_ path: [String]) -> Match? {
        guard path.count == segments.count || segments.last == .rest, hasLiterals(path) else { return nil }
        var match = Match()
        var left = path[...]
        for segment in segments {
            if segment == .rest {
                match.rest = Array(left)
                return match
            }
            guard let text = left.popFirst() else { return nil }
            if case .run(let suffix) = segment {
                guard text.hasSuffix(suffix), let run = RunReference(String(text.dropLast(suffix.count)))
                else { return nil }
                match.run = run
            } else if segment != .literal(text) {
                return nil
            }
        }
        return left.isEmpty ? match : nil
    }
}
