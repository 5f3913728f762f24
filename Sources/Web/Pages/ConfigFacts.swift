import Store

/// What a run's config archive holds.
enum ConfigFacts {
    /// The context of templates/partials/config-listing.html; null without an archive.
    static func context(_ run: FiledRun) -> TemplateValue {
        guard let config = run.receipt.config else { return .null }
        let entries = run.listing?.entries ?? []
        return [
            "link": .string("/api\(run.link)/config"),
            "size": .string(ValueFormat.size(config.byteCount)),
            "sha256": .string(config.digest.description),
            "entry_count": .string(ValueFormat.count(entries.count)),
            "entries": .list(entries.map(context)),
        ]
    }

    private static func context(_ entry: ConfigListing.Entry) -> TemplateValue {
        [
            "path": .string(entry.path),
            "type": .string(entry.kind.rawValue),
            "size": .string(ValueFormat.size(entry.byteCount)),
            "compressed_size": .string(ValueFormat.size(entry.compressedByteCount)),
            "method": .string(entry.method),
            "modified": .text(entry.modified.map(time)),
            "encrypted": .bool(entry.isEncrypted),
        ]
    }

    /// "2026-11-23 18:55:02 UTC", or without a zone where the archive has none.
    private static func time(_ modified: String) -> String {
        let text = modified.split(separator: "T").joined(separator: " ")
        return text.hasSuffix("Z") ? "\(text.dropLast()) UTC" : text
    }
}
