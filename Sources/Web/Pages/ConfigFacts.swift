import Store

/// What a run's config archive holds.
struct ConfigFacts: Sendable {
    /// What a page without scripts lists; the listing itself holds all.
    private static let entryLimit = 500
    /// How many findings a page lists; the listing itself holds all.
    private static let findingLimit = 20

    private let run: FiledRun
    private let listing: ListingPart?
    private let entries: [ConfigListing.Entry]
    private let addresses: EntryAddress

    init(_ run: FiledRun, _ listing: ListingPart?) {
        self.run = run
        self.listing = listing
        entries = (listing?.entries ?? []).map(\.entry)
        addresses = EntryAddress(run.id, entries)
    }

    /// The context of templates/partials/config-listing.html; null without an archive.
    var context: TemplateValue {
        guard let config = run.receipt.config else { return .null }
        return [
            "link": .string("/api\(run.link)/config"),
            "compare_link": .string(ConfigComparisonPage.link([run.id])),
            "size": .string(ValueFormat.size(config.byteCount)),
            "sha256": .string(config.digest.description),
            "entry_count": .string(ValueFormat.count(listing?.total ?? 0, "entry", "entries")),
            "entries": .list(entries.prefix(Self.entryLimit).map(context)),
            "further": .text(further),
            "listing_link": .string("/api\(run.link)/config/files"),
            "notes": .list((listing?.notes ?? []).map { .string($0) }),
        ]
    }

    /// "9,500 entries", beyond what is listed; nil for none.
    private var further: String? {
        let count = (listing?.total ?? 0) - min(entries.count, Self.entryLimit)
        return count > 0 ? ValueFormat.count(count, "entry", "entries") : nil
    }

    /// What should not be shared, for the top of the page; null where nothing was found.
    var findings: TemplateValue {
        guard let findings = listing?.findings, !findings.isEmpty else { return .null }
        let rest = findings.count - Self.findingLimit
        return [
            "count": .string(ValueFormat.count(findings.count, "secret", "secrets")),
            "first": .list(findings.prefix(Self.findingLimit).map(context)),
            "rest": rest > 0 ? .string(ValueFormat.count(rest)) : .null,
            "listing_link": .string("/api\(run.link)/config/files"),
        ]
    }

    private func context(_ entry: ConfigListing.Entry) -> TemplateValue {
        let isOpen = entry.kind != .directory && !entry.isEncrypted
        return [
            "path": .string(entry.path),
            "is_guess": .bool(entry.rawPath != nil),
            "link": isOpen ? .string(addresses.link(entry)) : .null,
            "type": .string(entry.kind.rawValue),
            "target": .text(entry.target),
            "size": .string(ValueFormat.size(entry.byteCount)),
            "compressed_size": .string(ValueFormat.size(entry.compressedByteCount)),
            "method": .string(entry.method),
            "mode": .text(entry.mode),
            "modified": .text(entry.modified.map(Self.time)),
            "encrypted": .bool(entry.isEncrypted),
            "is_cut": .bool(isOpen && entry.byteCount > ConfigFilesAPI.shownByteCount),
        ]
    }

    private func context(_ finding: SecretFinding) -> TemplateValue {
        let entry = entries.indices.contains(finding.index) ? entries[finding.index] : nil
        return [
            "entry": .string(finding.entry),
            "line": .text(finding.line.map { String($0) }),
            "kind": .string(finding.kind.rawValue),
            "name": .text(finding.name),
            "detail": .string(finding.detail),
            "page_link": .text(entry.map { addresses.pageLink($0, line: finding.line) }),
        ]
    }

    /// "2026-11-23 18:55:02 UTC", or without a zone where the archive has none.
    private static func time(_ modified: String) -> String {
        let text = modified.split(separator: "T").joined(separator: " ")
        return text.hasSuffix("Z") ? "\(text.dropLast()) UTC" : text
    }
}
