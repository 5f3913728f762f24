import System

/// The links of this server: all of them are made by this type and by its extensions in Web.
package struct Links: Equatable, Sendable {
    /// What stands before every path: empty, or a path such as "/bench", without a slash at its end.
    ///
    /// Requests may come with it or without it: a proxy that serves benchd below a path may take it off.
    package let base: String

    /// The links of a server below a base path.
    package init(base: String = "") {
        self.base = base
    }

    /// The links below "/bench" or "/bench/"; nil for a text that is no such path, or needs percent-encoding.
    package init?(basePath text: String) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let names = segments.last == "" ? segments.dropLast() : segments
        let isPath = names.allSatisfy { name in
            !name.isEmpty && !name.hasPrefix(".")
                && name.utf8.allSatisfy { $0.isLetterOrDigit || "-._~".utf8.contains($0) }
        }
        guard text.isEmpty || text.hasPrefix("/"), isPath else { return nil }
        self.init(base: names.map { "/\($0)" }.joined())
    }

    /// The decoded segments of a request's path without those of the base path, if it begins with them.
    package func withoutBase(_ path: [String]) -> [String] {
        let names = base.split(separator: "/").map(String.init)
        guard !names.isEmpty, path.starts(with: names) else { return path }
        return path.count == names.count ? [""] : Array(path.dropFirst(names.count))
    }

    /// The page that shows a run.
    package func run(_ id: RunID) -> String { "\(base)/benchmarks/\(id)" }
}
