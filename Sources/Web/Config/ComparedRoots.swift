import Model

/// The top directories that a comparison leaves out, so that `vars/paths.yaml` is paired with `paths.yaml`.
///
/// They are what all entries of an archive share, and are left out where more entries pair without them.
struct ComparedRoots: Equatable, Sendable {
    /// With a slash at its end; empty for none.
    let baseline: String
    let other: String

    /// The roots of two archives' files.
    init(_ baseline: ComparedFiles, _ other: ComparedFiles) {
        let roots = (baseline.root, other.root)
        let whole = Self.count(baseline.pairs(with: other, below: (0, 0)))
        let below = Self.count(baseline.pairs(with: other, below: (roots.0.count, roots.1.count)))
        self.baseline = below > whole ? String(decoding: roots.0, as: UTF8.self) : ""
        self.other = below > whole ? String(decoding: roots.1, as: UTF8.self) : ""
    }

    private static func count(_ pairs: [ComparedFiles.Pair]) -> Int {
        pairs.count { $0.baseline != nil && $0.other != nil }
    }
}
