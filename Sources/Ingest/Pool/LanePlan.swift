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
    /// What nobody waits for.
    case upkeep

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
        case .removal, .upkeep: 1
        }
    }
}

/// Which job runs next; a value without threads.
struct LanePlan<Job> {
    private var waiting: [Lane: [Job]] = [:]
    private var running: [Lane: Int] = [:]

    /// Adds a job; returns whether its lane has room for one more worker, who then counts as running.
    mutating func add(_ job: Job, to lane: Lane) -> Bool {
        waiting[lane, default: []].append(job)
        guard running[lane, default: 0] < lane.width else { return false }
        running[lane, default: 0] += 1
        return true
    }

    /// What a worker of a lane does next; nil ends the worker.
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
