/// Which machine a run is of, as far as its sender says: only runs of one rig can be repeats of each other.
package enum Rig: Hashable, Sendable {
    case source(String)
    /// By `system_info`, where the run has no source.
    case host(String)

    /// The source of a run, else its host name; nil with neither.
    package init?(source: String?, hostname: String?) {
        if let source, !source.isEmpty {
            self = .source(source)
        } else if let hostname, !hostname.isEmpty {
            self = .host(hostname)
        } else {
            return nil
        }
    }
}
