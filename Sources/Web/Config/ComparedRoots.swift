import Store

/// The top directories that a comparison leaves out, so that `vars/paths.yaml` is paired with `paths.yaml`.
///
/// They are what all entries of an archive share, and are left out where more entries pair without them.
struct ComparedRoots: Equatable, Sendable {
    /// With a slash at its end; empty for none.
    let baseline: String
    let other: String

    /// The roots of two archives' entries.
    init(_ baseline: [ConfigListing.Entry], _ other: [ConfigListing.Entry]) {
        let sides = [baseline, other].map { entries in
            entries.filter { $0.kind != .directory }.map(Self.plain)
        }
        let roots = sides.map(Self.root)
        let whole = Set(sides[0]).intersection(sides[1]).count
        let below = zip(sides, roots).map { (paths, root) in Set(paths.map { $0.dropFirst(root.count) }) }
        let texts =
            below[0].intersection(below[1]).count > whole
            ? roots.map { String(decoding: $0, as: UTF8.self) } : ["", ""]
        (self.baseline, self.other) = (texts[0], texts[1])
    }

    /// The bytes of an entry's path without any `./` at its begin.
    static func plain(_ entry: ConfigListing.Entry) -> ArraySlice<UInt8> {
        var path = Array(entry.path.utf8)[...]
        while path.starts(with: "./".utf8) { path = path.dropFirst(2) }
        return path
    }

    /// The directories that all paths begin with.
    private static func root(_ paths: [ArraySlice<UInt8>]) -> ArraySlice<UInt8> {
        guard var root = paths.first else { return [] }
        for path in [root] + paths {
            let common = zip(root, path).prefix { $0 == $1 }.count
            let slash = root.prefix(common).lastIndex(of: UInt8(ascii: "/"))
            root = slash.map { root[...$0] } ?? []
        }
        return root
    }
}
