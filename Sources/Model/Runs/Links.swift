/// The links of this server: all of them are made by this type and by its extensions in Web.
package struct Links: Equatable, Sendable {
    /// What stands before every path: empty, or a path such as "/bench", without a slash at its end.
    ///
    /// Requests come without it: the proxy that serves benchd below a path takes it off.
    package let base: String

    /// The links of a server below a base path.
    package init(base: String = "") {
        self.base = base
    }

    /// The page that shows a run.
    package func run(_ id: RunID) -> String { "\(base)/benchmarks/\(id)" }
}
