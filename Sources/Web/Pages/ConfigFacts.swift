import Model
import System
import Templates

/// What a run's config archive holds.
struct ConfigFacts: Sendable {
    /// What the run's page lists without scripts; ConfigFilesPage has all in parts.
    private static let entryLimit = 100
    /// How many findings a page lists; the listing itself holds all.
    private static let findingLimit = 20

    private let run: FiledRun
    private let listing: ListingPart?
    private let links: Links

    init(_ run: FiledRun, _ listing: ListingPart?, _ links: Links) {
        self.run = run
        self.listing = listing
        self.links = links
    }

    /// The context of templates/partials/config-listing.html; null without an archive.
    var context: TemplateValue {
        guard let config = run.receipt.config else { return .null }
        return [
            "link": .string(links.config(run.id)),
            "compare_link": .string(links.configComparison([run.id])),
            "size": .string(ValueFormat.size(config.byteCount)),
            "sha256": .string(config.digest.description),
            "entry_count": .string(
                run.receipt.isComputed
                    ? ValueFormat.count(listing?.total ?? 0, "member", "members") : "members not known"),
            "entries": .list(
                (listing?.entries.prefix(Self.entryLimit) ?? []).map {
                    EntryFacts(listed: $0, run: run.id, isShortened: true, links: links).context
                }),
            "further": .text(further),
            "entries_link": .string(links.configFiles(run.id)),
            "notes": .list((listing?.notes ?? []).map { .string($0) }),
        ]
    }

    /// "9,500 members", beyond what is listed; nil for none.
    private var further: String? {
        let count = (listing?.total ?? 0) - min(listing?.entries.count ?? 0, Self.entryLimit)
        return count > 0 ? ValueFormat.count(count, "member", "members") : nil
    }

    /// What should not be shared, for the top of the page; null where nothing was found.
    var findings: TemplateValue {
        guard let findings = listing?.findings, !findings.isEmpty else { return .null }
        let rest = findings.count - Self.findingLimit
        return [
            "count": .string(ValueFormat.count(findings.count, "secret", "secrets")),
            "first": .list(findings.prefix(Self.findingLimit).map(context)),
            "rest": rest > 0 ? .string(ValueFormat.count(rest)) : .null,
            "listing_link": .string(links.configListing(run.id, limit: 1)),
        ]
    }

    private func context(_ finding: SecretFinding) -> TemplateValue {
        let entries = listing?.entries ?? []
        // Beyond the part that is read, its place in the archive is sure to name the entry.
        let isShared = entries.indices.contains(finding.index) ? entries[finding.index].isAddressShared : true
        let address = EntryAddress(path: finding.entry, index: isShared ? finding.index : nil)
        return [
            "entry": .string(ShownPath.text(finding.entry)),
            "line": .text(finding.line.map { String($0) }),
            "kind": .string(finding.kind.rawValue),
            "name": .text(finding.name),
            "detail": .string(finding.detail),
            "page_link": .string(links.shownEntry(address, of: run.id, line: finding.line)),
        ]
    }
}

/// One entry of a run's config archive, as pages list it.
struct EntryFacts: Sendable {
    let listed: ListedEntry
    let run: RunID
    /// Whether a long path is shown by its begin and end.
    let isShortened: Bool
    let links: Links

    /// The context of templates/partials/config-entries.html, for one entry.
    var context: TemplateValue {
        let entry = listed.entry
        let isOpen = entry.kind != .directory && !entry.isEncrypted
        let address = EntryAddress(entry, isShared: listed.isAddressShared)
        return [
            "path": .string(shown(entry.path)),
            "is_guess": .bool(entry.rawPath != nil),
            "link": isOpen ? .string(links.entry(address, of: run)) : .null,
            "type": .string(entry.kind.rawValue),
            "target": .text(entry.target.map(shown)),
            "size": .string(ValueFormat.size(entry.byteCount)),
            "compressed_size": .string(ValueFormat.size(entry.compressedByteCount)),
            "method": .string(entry.method),
            "mode": .text(entry.mode),
            "modified": .text(entry.modified.map(Self.time)),
            "encrypted": .bool(entry.isEncrypted),
            "is_cut": .bool(isOpen && entry.byteCount > ConfigFilesAPI.shownByteCount),
        ]
    }

    private func shown(_ path: String) -> String {
        isShortened ? ShownPath.text(path) : path
    }

    /// "2026-11-23 18:55:02 UTC", or without a zone where the archive has none.
    private static func time(_ modified: String) -> String {
        let text = modified.split(separator: "T").joined(separator: " ")
        return text.hasSuffix("Z") ? "\(text.dropLast()) UTC" : text
    }
}
