/// Some entries of a config archive's listing, with what is known of all.
package struct ListingPart: Equatable, Sendable {
    /// In the order of the central directory.
    package let entries: [ListedEntry]
    /// How many the archive has.
    package let total: Int
    /// What is odd about the archive without making it unsafe.
    package let notes: [String]
    /// What should not be shared, by entry and line.
    package let findings: [SecretFinding]

    /// Makes the value from its fields; nothing is checked.
    package init(entries: [ListedEntry], total: Int, notes: [String], findings: [SecretFinding]) {
        self.entries = entries
        self.total = total
        self.notes = notes
        self.findings = findings
    }
}

/// An entry of a listing.
package struct ListedEntry: Equatable, Sendable {
    package let entry: ConfigListing.Entry
    /// Whether another entry is reached by the same address (`ConfigListing.address(of:)`).
    package let isAddressShared: Bool

    /// Makes the value from its fields; nothing is checked.
    package init(entry: ConfigListing.Entry, isAddressShared: Bool) {
        self.entry = entry
        self.isAddressShared = isAddressShared
    }
}

/// What a comparison needs of an entry.
package struct ListedFile: Equatable, Sendable {
    package let index: Int
    package let path: String
    package let kind: ConfigListing.Kind
    package let byteCount: Int
    package let crc32: UInt32
    package let isEncrypted: Bool

    /// Of an entry.
    package init(_ entry: ConfigListing.Entry) {
        self.init(
            index: entry.index, path: entry.path, kind: entry.kind, byteCount: entry.byteCount,
            crc32: entry.crc32, isEncrypted: entry.isEncrypted)
    }

    /// As the catalog has it.
    package init(
        index: Int, path: String, kind: ConfigListing.Kind, byteCount: Int, crc32: UInt32, isEncrypted: Bool
    ) {
        self.index = index
        self.path = path
        self.kind = kind
        self.byteCount = byteCount
        self.crc32 = crc32
        self.isEncrypted = isEncrypted
    }
}

extension ConfigListing {
    /// What entries are reached by: the path without its "." segments, which browsers take out of addresses.
    package static func address(of path: String) -> [UInt8] {
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return Array(segments.filter { !$0.elementsEqual(".".utf8) }.joined(separator: "/".utf8))
    }
}
