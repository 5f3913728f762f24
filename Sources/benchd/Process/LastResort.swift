import Glibc
import System

/// Ends the process when stopping takes longer than it may: everything on disk is as safe as after a crash.
enum LastResort {
    /// From the wait that was asked for to the end; the process is gone a second after that wait.
    private static let margin = Duration.milliseconds(700)

    /// Ends the process with 0 after a time, unless it has ended before; `underWay` says what is cut then.
    static func arm(
        after wait: Duration, log: @escaping LogSink, underWay: @escaping @Sendable () -> [String]
    ) throws {
        _ = try WorkThread(name: "benchd-end") {
            sleep(wait + margin)
            // The log may be what hangs: a pipe that nobody reads. Without a thread it goes without the line.
            _ = try? WorkThread(name: "benchd-log") { log(.warning, message(wait, underWay())) }
            sleep(.milliseconds(50))
            _exit(0)
        }
    }

    private static func message(_ wait: Duration, _ names: [String]) -> String {
        let cut = names.isEmpty ? "what was under way" : names.joined(separator: ", ")
        return "stopped after \(wait), cutting off \(cut); the next start goes on from there"
    }

    private static func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }
}
