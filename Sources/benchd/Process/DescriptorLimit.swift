import Glibc

/// How many files this process may have open (getrlimit(2)).
enum DescriptorLimit {
    /// Takes all that is allowed: a thousand connections and their files do not fit into the usual 1,024.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
