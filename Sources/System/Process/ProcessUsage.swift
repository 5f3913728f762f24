import Glibc

/// What this process uses of the machine (getrusage(2), proc(5)).
package struct ProcessUsage: Sendable {
    /// User and system time together.
    package let processorSeconds: Double
    /// Nil without /proc.
    package let residentByteCount: Int?
    /// Nil without /proc.
    package let descriptorCount: Int?
    package let descriptorLimit: Int
    /// When the process began, in seconds since 1970; nil without /proc.
    package let startSeconds: Double?

    /// What it uses at this moment.
    package static func now() -> ProcessUsage {
        var usage = rusage()
        _ = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        var limit = rlimit()
        _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return ProcessUsage(
            processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            residentByteCount: residentByteCount,
            descriptorCount: descriptorCount, descriptorLimit: Int(clamping: limit.rlim_cur),
            startSeconds: startSeconds)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    private static var residentByteCount: Int? {
        guard let fields = text(of: "/proc/self/statm")?.split(separator: " "), fields.count > 1 else {
            return nil
        }
        return Int(fields[1]).map { $0.multipliedReportingOverflow(by: Int(getpagesize())).partialValue }
    }

    private static var descriptorCount: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without "." and "..", and the descriptor of this look.
        return max(0, count - 3)
    }

    private static var startSeconds: Double? {
        // The name in the second field may hold spaces and brackets.
        guard let stat = text(of: "/proc/self/stat"), let end = stat.lastIndex(of: ")"),
            let boot = text(of: "/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }
            ),
            let bootSeconds = Double(boot.dropFirst(6))
        else { return nil }
        let fields = stat[end...].split(separator: " ")
        guard fields.count > 20, let ticks = Double(fields[20]) else { return nil }
        return bootSeconds + ticks / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0, bytes.count < 1 << 20 else { break }
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
