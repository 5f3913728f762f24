import Glibc
import Model
import System

/// When which file is read again; decided over values.
struct ScrubPlan: Equatable {
    /// How long the reading of every filed file takes, if the disks and the rate allow; nil for never.
    let period: Duration?

    /// So many bytes are read in a second, at most: 20 TiB in 30 days.
    static let bytesPerSecond = 8 << 20
    /// Between two runs, however many there are.
    static let pause = Duration.milliseconds(500)
    /// How long nothing must have been filed.
    static let quiet = Duration.seconds(5)
    /// Before a run that could not be read for another reason than its own is tried again.
    static let pauseAfterFailure = Duration.seconds(600)

    /// How long to wait before the run is read whose files were read longest ago; nil where none ever is.
    ///
    /// One that was read at a time to come, because a clock was wrong, is read as if it had been now.
    func wait(sinceRead read: Timestamp?, now: Timestamp) -> Duration? {
        guard let period, let read else { return nil }
        let age = Duration.milliseconds(max(0, now.milliseconds - read.milliseconds))
        return max(.zero, period - age)
    }

    /// Sleeps for as long as so many bytes may take (usleep(3)).
    static func sleep(after byteCount: Int) {
        // A signal that ends it early only makes this step faster.
        usleep(useconds_t(clamping: byteCount.multipliedFullWidth(by: 1_000_000).low / UInt(bytesPerSecond)))
    }
}
