import Glibc
import Synchronization
import Testing

@testable import Ingest
@testable import System

@Suite struct `What cannot be watched or listed` {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func take() -> [String] {
            lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
    }

    private let lines = Lines()
    var gaps: InboxGaps
    let start = ContinuousClock.now
    let full = FileError(operation: "open", path: "rig", errno: EMFILE)
    let denied = FileError(operation: "open", path: "rig/private", errno: EACCES)
    let unwatched = FileError(operation: "inotify_add_watch", path: "rig", errno: ENOSPC)

    init() {
        gaps = InboxGaps(settings: IngestSettings(inbox: "/inbox")) { [lines] _, line in lines.add(line) }
    }

    @Test mutating func `is looked at with growing pauses while it fails, and said once`() {
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<8 {
            gaps.note(["rig": .failed(full)], at: now)
            guard let next = gaps.nextLook else { break }
            pauses.append(now.duration(to: next))
            now = next
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
        #expect(lines.take().count == 1)
        gaps.note([:], at: now)
        #expect(gaps.nextLook == nil)
        #expect(lines.take().count == 1)
        gaps.note(["rig": .failed(full)], at: now)
        #expect(gaps.nextLook == now + .seconds(1))
    }

    @Test mutating func `is polled without a watch, and said with the limit to raise`() {
        gaps.note(["rig": .unwatched(unwatched)], at: start)
        #expect(gaps.nextLook == start + .milliseconds(500))
        gaps.note(["rig": .unwatched(unwatched), "rig/a": .unwatched(unwatched)], at: start + .seconds(1))
        #expect(gaps.nextLook == start + .milliseconds(1500))
        #expect(gaps.topmost == ["rig"])
        #expect(gaps.pollingReason?.contains("fs.inotify.max_user_watches") == true)
        #expect(lines.take().count == 1)
        gaps.note([:], at: start + .seconds(2))
        #expect(gaps.pollingReason == nil)
        #expect(lines.take().count == 1)
    }

    @Test mutating func `is not looked at again without the right to, and each is said once`() {
        for _ in 0..<3 { gaps.note(["rig/private": .forbidden(denied)], at: start) }
        #expect(gaps.nextLook == nil)
        #expect(lines.take().count == 1)
        gaps.note([:], at: start)
        gaps.note(["rig/private": .forbidden(denied)], at: start)
        #expect(lines.take().count == 1)
    }
}
