import CLinux
import Glibc
import Testing

@testable import Ingest
@testable import Model
@testable import System

/// A board with a clock of its own: events go in, actions come out.
struct BoardStory {
    var board: DropBoard
    let start = ContinuousClock.now
    var elapsed: Duration = .zero
    private var sights: [FilePath: FileStatus] = [:]
    private var inode: UInt64 = 1
    /// The last temporary.
    private(set) var last = FileStatus(regularFile: 1)

    init(_ change: (inout IngestSettings) -> Void = { _ in }) {
        var settings = IngestSettings(inbox: "/inbox")
        change(&settings)
        board = DropBoard(settings: settings)
    }

    var now: ContinuousClock.Instant { start + elapsed }

    /// A new or changed file under this name.
    mutating func put(_ path: FilePath, _ cause: DropBoard.Cause = .complete) {
        inode += 1
        let status = FileStatus(regularFile: inode)
        sights[path] = status
        board.saw(path, status, cause, at: now)
    }

    /// A temporary that has grown.
    mutating func putTemporary(_ path: FilePath) {
        inode += 1
        last = FileStatus(regularFile: inode)
        board.sawTemporary(path, last, at: now)
    }

    mutating func decide() -> [DropAction] { board.decide(at: now) }

    /// Lets time pass and returns what follows.
    mutating func wait(_ duration: Duration) -> [DropAction] {
        elapsed += duration
        return decide()
    }

    /// Answers the reading of a file, which must be the one action there is.
    mutating func read(_ actions: [DropAction], _ reading: DropResult.Reading) -> [DropAction] {
        var next: [DropAction] = []
        for action in actions {
            guard case .read(let path, _, _, let ticket, _) = action else {
                Issue.record("no reading but \(action)")
                return []
            }
            let sight = reading == .gone ? nil : sights[path].map { FileSight($0) }
            board.note(
                .read(path: path, ticket: ticket, sight: sight, reading), at: now
            )
            next += decide()
        }
        return next
    }

    /// Puts a file and has it read.
    mutating func take(_ path: FilePath, _ reading: DropResult.Reading = .ready) -> [DropAction] {
        put(path)
        return read(decide(), reading)
    }
}

extension FileStatus {
    init(regularFile inode: UInt64) {
        var status = stat()
        status.st_mode = S_IFREG
        status.st_ino = ino_t(inode)
        self.init(status)
    }
}

extension DropAction {
    /// In words, without sights and tickets.
    fileprivate var summary: String {
        switch self {
        case .read(let path, _, _, _, _): "read \(path)"
        case .file(let report, let config, let notes):
            "file \(report.path)"
                + [config, notes].compactMap { $0 }.map {
                    " with \($0.path)\($0.problem == nil ? "" : " (bad)")"
                }.joined()
        case .attach(let late): "attach \(late.path)"
        case .reject(let members, let problem):
            "reject \(members.map { "\($0.path)" }.joined(separator: ", ")): \(problem.kind.type)"
        case .discard: "discard"
        }
    }
}

@Suite struct `The board of drops` {
    var story = BoardStory()
    let problem = Problem(.reportSyntax, "bad")

    func summaries(_ actions: [DropAction]) -> [String] { actions.map(\.summary) }

    @Test mutating func `report and config together are filed at once`() {
        #expect(story.take("r/config.zip").isEmpty)
        #expect(
            summaries(story.take("r/aggregated_report.json")) == [
                "file r/aggregated_report.json with r/config.zip"
            ])
    }

    @Test mutating func `notes are filed with their report and its config`() {
        #expect(story.take("r/config.zip").isEmpty)
        #expect(story.take("r/benchd.yaml").isEmpty)
        #expect(
            summaries(story.take("r/aggregated_report.json")) == [
                "file r/aggregated_report.json with r/config.zip with r/benchd.yaml"
            ])
    }

    @Test mutating func `a report waits for notes that are there or on their way, and for no others`() {
        story.put("benchd.yaml")
        let reading = story.decide()
        #expect(story.take("config.zip").isEmpty)
        #expect(story.take("aggregated_report.json").isEmpty)
        #expect(
            summaries(story.read(reading, .ready)) == [
                "file aggregated_report.json with config.zip with benchd.yaml"
            ])
        story.putTemporary(".night_benchd.yaml.a1b2c3")
        #expect(story.take("night_config.zip").isEmpty)
        #expect(story.take("night.json").isEmpty)
        #expect(summaries(story.wait(.seconds(30))) == ["file night.json with night_config.zip"])
    }

    @Test mutating func `bad notes cost the report nothing, and a bad report takes its notes with it`() {
        let refused = Problem(.notesRefused, "bad")
        #expect(story.take("benchd.yaml", .bad(refused)).isEmpty)
        #expect(story.take("config.zip").isEmpty)
        #expect(story.take("aggregated_report.json").isEmpty)
        let again = story.wait(.milliseconds(500))
        #expect(summaries(again) == ["read benchd.yaml"])
        #expect(
            summaries(story.read(again, .bad(refused))) == [
                "file aggregated_report.json with config.zip with benchd.yaml (bad)"
            ])
        story = BoardStory()
        #expect(story.take("x_benchd.yaml").isEmpty)
        #expect(story.take("x.json", .bad(problem)).isEmpty)
        #expect(story.read(story.wait(.milliseconds(500)), .bad(problem)).isEmpty)
        #expect(
            summaries(story.wait(.milliseconds(500))) == [
                "reject x.json, x_benchd.yaml: /problems/report-syntax"
            ])
    }

    @Test mutating func `notes without a report are attached, or wait for it and are rejected`() {
        #expect(story.take("benchd.yaml").isEmpty)
        #expect(summaries(story.wait(.seconds(1))) == ["attach benchd.yaml"])
        story.board.note(.noRun(path: "benchd.yaml"), at: story.now)
        #expect(summaries(story.take("aggregated_report.json")) == [])
        #expect(
            summaries(story.wait(.seconds(1))) == ["file aggregated_report.json with benchd.yaml"])
    }

    @Test mutating func `a report alone waits for its config, then is filed alone`() {
        #expect(story.take("x.json").isEmpty)
        #expect(story.wait(.milliseconds(999)).isEmpty)
        #expect(summaries(story.wait(.milliseconds(1))) == ["file x.json"])
    }

    @Test mutating func `a temporary of the config extends the wait`() {
        #expect(story.take("aggregated_report.json").isEmpty)
        for _ in 0..<5 {
            story.elapsed += .milliseconds(900)
            story.putTemporary(".config.zip.a1b2c3")
            #expect(story.decide().isEmpty)
        }
        #expect(story.take("config.zip").map(\.summary) == ["file aggregated_report.json with config.zip"])
    }

    @Test
    mutating func `a report waits for an incomplete config at most as long as that may stay incomplete`() {
        let cut = Problem(.configDamaged, "cut")
        #expect(story.take("x.zip", .truncated(cut)).isEmpty)
        #expect(story.take("x.json").isEmpty)
        #expect(story.wait(.milliseconds(29_999)).isEmpty)
        let last = story.wait(.milliseconds(1))
        #expect(summaries(last) == ["read x.zip"])
        #expect(summaries(story.read(last, .truncated(cut))) == ["file x.json with x.zip (bad)"])
    }

    @Test mutating func `a report does not wait for a config that goes on growing`() {
        let cut = Problem(.configDamaged, "cut")
        #expect(story.take("x.zip", .truncated(cut)).isEmpty)
        #expect(story.take("x.json").isEmpty)
        story.elapsed += .seconds(29)
        story.put("x.zip", .changing)
        #expect(summaries(story.read(story.wait(.milliseconds(500)), .truncated(cut))).isEmpty)
        #expect(summaries(story.wait(.milliseconds(500))) == ["file x.json"])
    }

    @Test mutating func `a bad config does not cost a good report`() {
        #expect(story.take("x.zip", .bad(problem)).isEmpty)
        #expect(story.take("x.json").isEmpty)
        let again = story.wait(.milliseconds(500))
        #expect(summaries(again) == ["read x.zip"])
        #expect(summaries(story.read(again, .bad(problem))) == ["file x.json with x.zip (bad)"])
    }

    @Test mutating func `a bad report is judged twice and takes its config along`() {
        #expect(story.take("config.zip").isEmpty)
        #expect(story.take("aggregated_report.json", .bad(problem)).isEmpty)
        let again = story.wait(.milliseconds(500))
        #expect(summaries(again) == ["read aggregated_report.json"])
        #expect(
            summaries(story.read(again, .bad(problem)))
                == ["reject aggregated_report.json, config.zip: /problems/report-syntax"])
    }

    @Test mutating func `a bad report waits for a config whose first reading failed`() {
        // So short that a config which is merely slow would not be waited for.
        story = BoardStory { $0.settleTruncated = .milliseconds(50) }
        #expect(story.take("x.zip", .failed).isEmpty)
        #expect(story.take("x.json", .bad(problem)).isEmpty)
        #expect(story.read(story.wait(.milliseconds(500)), .bad(problem)).isEmpty)
        #expect(story.wait(.milliseconds(499)).isEmpty)
        let again = story.wait(.milliseconds(1))
        #expect(summaries(again) == ["read x.zip"])
        #expect(summaries(story.read(again, .ready)) == ["reject x.json, x.zip: /problems/report-syntax"])
    }

    @Test mutating func `what ends too early is rejected only when it has been quiet for long`() {
        #expect(story.take("x.json", .truncated(problem)).isEmpty)
        #expect(story.wait(.seconds(29)).isEmpty)
        story.put("x.json", .changing)
        #expect(summaries(story.wait(.milliseconds(500))) == ["read x.json"])
        #expect(story.wait(.zero).isEmpty)
    }

    @Test mutating func `quiet for long, it is read once more and rejected`() {
        #expect(story.take("x.json", .truncated(problem)).isEmpty)
        let again = story.wait(.seconds(30))
        #expect(summaries(again) == ["read x.json"])
        #expect(
            summaries(story.read(again, .truncated(problem))) == ["reject x.json: /problems/report-syntax"])
    }

    @Test mutating func `a file with a writer is looked at again, at once when the writer is done`() {
        #expect(story.take("x.json", .busy).isEmpty)
        #expect(story.wait(.milliseconds(499)).isEmpty)
        story.put("x.json")
        #expect(summaries(story.decide()) == ["read x.json"])
    }

    @Test mutating func `a late config asks for its run, then waits for a report, then is rejected`() {
        #expect(story.take("x.zip").isEmpty)
        #expect(summaries(story.wait(.seconds(1))) == ["attach x.zip"])
        story.board.note(.noRun(path: "x.zip"), at: story.now)
        #expect(story.decide().isEmpty)
        #expect(story.wait(.seconds(598)).isEmpty)
        #expect(summaries(story.wait(.seconds(1))) == ["reject x.zip: /problems/report-missing"])
    }

    @Test mutating func `a config that waited is filed with its report`() {
        #expect(story.take("x.zip").isEmpty)
        #expect(summaries(story.wait(.seconds(1))) == ["attach x.zip"])
        story.board.note(.noRun(path: "x.zip"), at: story.now)
        _ = story.wait(.seconds(300))
        #expect(summaries(story.take("x.json")) == ["file x.json with x.zip"])
    }

    @Test mutating func `what changes after it was read is read again, and the copy forgotten`() {
        #expect(story.take("x.json").isEmpty)
        story.put("x.json")
        #expect(summaries(story.decide()).sorted() == ["discard", "read x.json"])
    }

    @Test mutating func `what changes while it is read is read again`() {
        story.put("x.json")
        let first = story.decide()
        let old = FileSight(FileStatus(regularFile: 2))
        story.put("x.json")
        #expect(story.decide().isEmpty)
        guard case .read(_, _, _, let ticket, _)? = first.first else {
            Issue.record("\(first)")
            return
        }
        story.board.note(.read(path: "x.json", ticket: ticket, sight: old, .ready), at: story.now)
        #expect(summaries(story.decide()).sorted() == ["discard", "read x.json"])
    }

    @Test mutating func `the next drop under the same name is taken when the first has ended`() {
        #expect(story.take("x.json").isEmpty)
        #expect(summaries(story.wait(.seconds(1))) == ["file x.json"])
        story.put("x.json")
        #expect(story.decide().isEmpty)
        story.board.note(.ended(paths: ["x.json"]), at: story.now)
        #expect(summaries(story.decide()) == ["read x.json"])
    }

    @Test mutating func `what could not be removed is left alone until it changes`() {
        #expect(story.take("x.json").isEmpty)
        _ = story.wait(.seconds(1))
        story.board.note(.ended(paths: ["x.json"], kept: ["x.json"]), at: story.now)
        #expect(story.wait(.seconds(1000)).isEmpty)
        story.put("x.json")
        #expect(summaries(story.decide()) == ["read x.json"])
    }

    @Test(arguments: [false, true])
    mutating func `what ended but has changed without a notice is read again, unless it is gone`(
        _ isGone: Bool
    ) {
        #expect(story.take("x.json").isEmpty)
        _ = story.wait(.seconds(1))
        if isGone { story.board.lost("x.json", at: story.now) }
        story.board.note(.ended(paths: ["x.json"], left: ["x.json"]), at: story.now)
        #expect(summaries(story.decide()) == (isGone ? [] : ["read x.json"]))
    }

    @Test mutating func `a file that is being written is not read all the time where nothing is to settle`() {
        story = BoardStory { $0.settle = .zero }
        #expect(story.take("x.json", .busy).isEmpty)
        #expect(story.wait(.milliseconds(19)).isEmpty)
        #expect(summaries(story.wait(.milliseconds(1))) == ["read x.json"])
    }

    @Test mutating func `trouble with the storage is tried again with growing pauses`() {
        #expect(story.take("x.json").isEmpty)
        _ = story.wait(.seconds(1))
        var pauses: [Int] = []
        for _ in 0..<8 {
            story.board.note(.failed(paths: ["x.json"]), at: story.now)
            var pause = 0
            while true {
                let actions = story.wait(.seconds(1))
                pause += 1
                if actions.map(\.summary) == ["read x.json"] {
                    // Reading is not what fails.
                    _ = story.read(actions, .ready)
                    break
                }
                #expect(actions.isEmpty && pause < 100)
            }
            pauses.append(pause)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60])
    }

    @Test mutating func `the waits of many drops run at the same time`() {
        for index in 0..<100 { #expect(story.take(FilePath("\(index).json")).isEmpty) }
        #expect(story.wait(.seconds(1)).count == 100)
    }

    @Test mutating func `nothing is due when nothing waits`() {
        #expect(story.take("x.json").isEmpty)
        #expect(story.board.nextWake() == story.start + .seconds(1))
        _ = story.wait(.seconds(1))
        story.board.note(.ended(paths: ["x.json"]), at: story.now)
        #expect(story.decide().isEmpty)
        #expect(story.board.nextWake() == nil)
    }

    @Test mutating func `what is lost while it is read is forgotten, whatever reading finds`() {
        story.put("rig/x.json")
        let actions = story.decide()
        story.board.lost("rig/x.json", at: story.now)
        #expect(summaries(story.read(actions, .ready)) == ["discard"])
        #expect(story.wait(.seconds(600)).isEmpty)
        #expect(story.board.paths(below: "").isEmpty)
    }

    @Test mutating func `what comes back while it is read is read again`() {
        story.put("x.json")
        let actions = story.decide()
        story.board.lost("x.json", at: story.now)
        story.put("x.json")
        #expect(summaries(story.read(actions, .gone)) == ["read x.json"])
    }

    @Test mutating func `what is lost while it is filed is not tried again`() {
        #expect(story.take("x.json").isEmpty)
        #expect(story.wait(.seconds(1)).count == 1)
        story.board.lost("x.json", at: story.now)
        story.board.note(.failed(paths: ["x.json"]), at: story.now)
        #expect(story.wait(.seconds(600)).isEmpty)
        #expect(story.board.paths(below: "").isEmpty)
    }

    @Test mutating func `a temporary that a poll finds as it was makes no one wait longer`() {
        #expect(story.take("x.json").isEmpty)
        story.putTemporary(".x.zip.a1b2c3")
        let known = story.last
        for _ in 0..<59 {
            #expect(story.wait(.milliseconds(500)).isEmpty)
            story.board.sawTemporary(".x.zip.a1b2c3", known, at: story.now)
        }
        #expect(summaries(story.wait(.milliseconds(500))) == ["file x.json"])
    }

    @Test(
        arguments: [
            ("", ["rig/a/x.json", "rig/b/y.json", "rig/link"]),
            ("rig", ["rig/a/x.json", "rig/b/y.json", "rig/link"]),
            ("rig/a", ["rig/a/x.json"]), ("rig/a/x", []), ("ri", []), ("other", []),
        ] as [(FilePath, [FilePath])])
    mutating func `the board knows what is below a directory`(_ directory: FilePath, _ paths: [FilePath]) {
        story.put("rig/a/x.json")
        story.put("rig/b/y.json")
        story.board.sawOther("rig/link", at: story.now)
        #expect(Set(story.board.paths(below: directory)) == Set(paths))
        for path in paths { story.board.lost(path, at: story.now) }
        _ = story.decide()
        #expect(story.board.paths(below: directory).isEmpty)
    }
}
