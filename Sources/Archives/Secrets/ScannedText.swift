import Model

/// The text of an entry that was searched for secrets, for what else reads it.
struct ScannedText {
    let entry: ConfigListing.Entry
    /// UTF-8 as far as the entry is; without a byte order mark, without NUL.
    let bytes: [UInt8]
    /// Whether the entry goes on after the bytes.
    let isCut: Bool
    /// All that the search has found in the bytes, in the order of lines.
    let matches: [SecretLines.Match]
}
