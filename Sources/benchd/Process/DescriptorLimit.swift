import Glibc

/// How many files this process may have open (getrlimit(2)).
enum DescriptorLimit {
    /// Takes all that is allowed: a thousand connections and their files do not fit into the usual 1,024.
    ///
    /// Returns how many that are.
    static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return usual }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return Int(clamping: isRaised ? limit.rlim_max : before)
    }

    private static let usual = 1_024
}
