/// A benchmark on a filesystem, by their names in a report.
package struct CellName: Hashable, Comparable, Sendable {
    package let benchmark: String
    package let filesystem: String

    /// A cell by its names.
    package init(benchmark: String, filesystem: String) {
        self.benchmark = benchmark
        self.filesystem = filesystem
    }

    /// By the bytes of the benchmark's name, then of the filesystem's.
    package static func < (left: CellName, right: CellName) -> Bool {
        (left.benchmark, left.filesystem) < (right.benchmark, right.filesystem)
    }
}
