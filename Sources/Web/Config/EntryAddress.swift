import Model

/// How addresses name the entries of an archive.
///
/// Browsers take the segment "." out of a path however it is written, so two paths that differ in nothing else share
/// an address, as two entries of one path do; then `?index=` tells them apart.
struct EntryAddress: Sendable {
    let path: String
    /// Its place in the archive; nil where the path is enough.
    let index: Int?

    /// An entry's; with its index where the path alone is not known to be enough.
    init(_ entry: ConfigListing.Entry, isShared: Bool = true) {
        self.init(path: entry.path, index: isShared ? entry.index : nil)
    }

    init(path: String, index: Int?) {
        self.path = path
        self.index = index
    }
}
