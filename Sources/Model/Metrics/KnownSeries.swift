/// The names of the series that benchd draws (docs/report-format.md).
package enum KnownSeries {
    /// What follows the disk's name in a key of iostat's series.
    package static let diskSuffixes = [
        "read_iops", "write_iops", "read_kbps", "write_kbps", "read_await", "write_await", "util",
    ]

    package static func isDocker(_ key: String) -> Bool {
        switch key {
        case "cpu_perc", "mem_usage_bytes", "mem_limit_bytes", "block_read_bytes", "block_write_bytes",
            "net_rx_bytes", "net_tx_bytes":
            true
        default: false
        }
    }

    package static func isIostat(_ key: String) -> Bool {
        switch key {
        case "timestamp", "cpu_user", "cpu_system", "cpu_iowait", "cpu_idle": true
        default: diskSuffixes.contains { key.utf8.count > $0.utf8.count + 1 && key.hasSuffix("_\($0)") }
        }
    }
}
