import Model
import System

/// Which runs a command is about: the filters of a list.
enum RunFilterOptions {
    static let all = [
        Option("--source", "NAME", default: nil, "Only runs of a source."),
        Option("--benchmark", "NAME", default: nil, "Only runs with a benchmark."),
        Option("--filesystem", "NAME", default: nil, "Only runs with a filesystem."),
        Option(
            "--family", "NAME", default: nil, "Only runs with such a filesystem: btrfs for btrfs_overlay2."),
        Option(
            "--driver", "NAME", default: nil,
            "Only runs with this storage driver: overlay2 for btrfs_overlay2."),
        Option("--label", "TEXT", default: nil, "Only runs with a label."),
        Option("--has-config", "true|false", default: nil, "Only runs with a config archive, or without."),
        Option("--since", "TIME", default: nil, "Only runs filed at a time or later."),
        Option("--until", "TIME", default: nil, "Only runs filed before a time."),
    ]

    /// The query of the filters; arguments are words that must all occur.
    static func query(_ values: OptionValues) throws(UsageError) -> RunQuery {
        var query = RunQuery()
        query.words = values.arguments.isEmpty ? nil : values.arguments.joined(separator: " ")
        query.source = ReadingOptions.text(values, "--source")
        query.benchmark = ReadingOptions.text(values, "--benchmark")
        query.filesystem = ReadingOptions.text(values, "--filesystem")
        query.family = ReadingOptions.text(values, "--family")
        query.driver = ReadingOptions.text(values, "--driver")
        query.label = ReadingOptions.text(values, "--label")
        query.hasConfig = try hasConfig(values)
        query.since = try ReadingOptions.time(values, "--since")
        query.until = try ReadingOptions.time(values, "--until")
        return query
    }

    private static func hasConfig(_ values: OptionValues) throws(UsageError) -> Bool? {
        guard let text = ReadingOptions.text(values, "--has-config") else { return nil }
        guard let flag = ["true": true, "false": false][text] else {
            throw UsageError(message: "--has-config must be true or false, not \"\(LogText.escaping(text))\"")
        }
        return flag
    }
}
