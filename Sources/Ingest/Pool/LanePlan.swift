/// What waits for what: jobs of one lane do, jobs of different lanes never.
enum Lane: Hashable, Sendable {
    /// The reading of files that take milliseconds, of one filesystem.
    case small(device: UInt64)
    /// The reading of files that take seconds.
    case large
    /// The judging of uploads.
    case upload(isLarge: Bool)
    /// Whatever goes through `.taken/`: one after the other.
    case removal

    /// From this size on a file is large, in bytes.
    private static let largeByteCount = 4 << 20

    /// The lane in which a file is read.
    static func reading(byteCount: Int, device: UInt64) -> Lane {
        isLarge(byteCount) ? .large : .small(device: device)
    }

    /// Whether so many bytes take seconds on some disk.
    static func isLarge(_ byteCount: Int) -> Bool { byteCount >= largeByteCount }

    /// How many of its jobs run at the same time.
    var width: Int {
        switch self {
        case .small, .upload(isLarge: false): 4
        case .large, .upload(isLarge: true): 2
        case .removal: 1
        }
    }
}

/// Which job runs next; a value without threads.
struct LanePlan<Job> {
    private var waiting: [Lane: [Job]] = [:]
    private var running: [Lane: Int] = [:]

    /// Adds a job; returns it where it is to begin at once.
    mutating func add(_ job: Job, to lane: Lane) -> Job? {
        guard running[lane, default: 0] < lane.width else {
            waiting[lane, default: []].append(job)
            return nil
        }
        running[lane, default: 0] += 1
        return job
    }

    /// A job of a lane has ended; returns the one that takes its place.
    mutating func next(in lane: Lane) -> Job? {
        if let queue = waiting[lane], let first = queue.first {
            waiting[lane] = queue.count > 1 ? Array(queue.dropFirst()) : nil
            return first
        }
        let count = running[lane, default: 0] - 1
        running[lane] = count > 0 ? count : nil
        return nil
    }

    /// Whether nothing runs.
    var isIdle: Bool { running.isEmpty }
}
