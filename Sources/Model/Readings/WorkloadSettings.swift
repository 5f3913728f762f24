/// What the config archive asked for in one cell; nil or empty where it does not say, or there is no archive.
package struct WorkloadSettings: Equatable, Sendable {
    /// Whether the archive has a command for the cell at all.
    package var hasCommand = false
    /// How many times the workload was to run.
    package var iterations: Int?
    /// How many requests the workload was to have in flight: fio's depth times its jobs, clients, threads, connections.
    package var concurrency: Double?
    /// Whether fio was asked to go past the page cache; its default is not to.
    package var isDirect: Bool?
    /// In seconds.
    package var runTime: Double?
    /// Seconds between two samples of iostat.
    package var interval: Double?
    /// The options that the filesystem was mounted with.
    package var mountOptions: [String] = []

    /// Settings of which nothing is known.
    package init() {}
}
