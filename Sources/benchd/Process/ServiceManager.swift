import Glibc

/// Tells systemd how the daemon is (sd_notify(3)); does nothing where nobody listens.
struct ServiceManager: Sendable {
    private let socketPath: String?
    /// How often systemd wants to hear of this process before it ends it (sd_watchdog_enabled(3)); nil where it does not.
    let watchdogInterval: Duration?

    init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"]
        let isForThis = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = isForThis ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
        watchdogInterval = microseconds.flatMap { $0 > 0 ? .microseconds($0) : nil }
    }

    /// Sends "READY=1", "STOPPING=1" or the like.
    func notify(_ state: String) {
        guard let socketPath, socketPath.utf8.count < 108 else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A leading @ stands for the NUL of an abstract name.
        let name = socketPath.utf8.enumerated().map { $0 == 0 && $1 == UInt8(ascii: "@") ? 0 : $1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2) + socklen_t(name.count)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }

    /// Says that settings are loaded again, while `body` does so.
    func reloading(_ body: () throws -> Void) rethrows {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let microseconds = time.tv_sec * 1_000_000 + time.tv_nsec / 1000
        notify("RELOADING=1\nMONOTONIC_USEC=\(microseconds)")
        defer { notify("READY=1") }
        try body()
    }
}
