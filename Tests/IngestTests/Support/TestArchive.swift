import Synchronization
import TestSupport

@testable import Ingest
@testable import Model
@testable import System

/// An archive in memory: it notes what it is asked to file, and answers what a test tells it to.
final class TestArchive: RunArchive {
    /// What was filed or attached.
    struct Filed: Equatable {
        var reports: [FilePath] = []
        var source: String?
        var hasConfig = false
        var warnings: [Problem] = []
        var label: String?
    }

    let folder: TemporaryFolder
    let filed = Mutex<[Filed]>([])
    /// The run of each answer; nil where there is none for a late config.
    let run = Mutex<RunID?>(RunID("01a22253-ad18-7000-8f99-81162435e848"))
    let failure = Mutex<LibraryError?>(nil)

    init() throws { folder = try TemporaryFolder() }

    var staging: Directory { get throws(FileError) { try Directory(folder.path) } }

    func holds(_ digest: Digest) throws(LibraryError) -> Bool { false }

    func file(_ drop: JudgedDrop, at time: Timestamp) throws(LibraryError) -> Outcome {
        drop.discard()
        if let failure = failure.withLock({ $0 }) { throw failure }
        guard case .inbox(let path, _, _) = drop.origin else { return .rejected(Problem(.notFound, "")) }
        filed.withLock {
            $0.append(
                Filed(
                    reports: [path], source: drop.source, hasConfig: drop.config != nil,
                    warnings: drop.warnings, label: drop.mark.label))
        }
        guard let id = run.withLock({ $0 }) else { return .rejected(Problem(.notFound, "")) }
        return .filed(.accepted, id, warnings: drop.warnings)
    }

    func attach(
        _ mark: RunMark, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        guard let id = run.withLock({ $0 }) else { return nil }
        filed.withLock { $0.append(Filed(reports: reports, label: mark.label)) }
        return .filed(.attached, id)
    }

    func attach(
        _ config: JudgedConfig, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        if let failure = failure.withLock({ $0 }) { throw failure }
        guard let id = run.withLock({ $0 }) else { return nil }
        config.staged.discard()
        filed.withLock { $0.append(Filed(reports: reports, hasConfig: true)) }
        return .filed(.attached, id)
    }
}
