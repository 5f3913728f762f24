import Archives

/// How large and how odd a config archive may be: the same options for every command that judges one.
enum ArchiveOptions {
    static let all = [
        Option("--max-config", "SIZE", default: "64MiB", "Largest config archive."),
        Option("--max-config-entries", "NUMBER", default: "10000", "Most members of a config archive."),
        Option(
            "--max-config-unpacked", "SIZE", default: "4GiB",
            "Most unpacked bytes that its members may claim."),
        Option("--max-config-name", "SIZE", default: "1KiB", "Longest path of a member."),
        Option("--max-config-depth", "NUMBER", default: "64", "Most components of a member's path."),
    ]

    static func limits(_ values: OptionValues) throws(UsageError) -> ArchiveLimits {
        var limits = ArchiveLimits(byteCount: try values.byteCount("--max-config"))
        limits.entryCount = try values.count("--max-config-entries")
        limits.uncompressedByteCount = try values.byteCount("--max-config-unpacked")
        limits.nameByteCount = try values.byteCount("--max-config-name")
        limits.componentCount = try values.count("--max-config-depth")
        return limits
    }
}
