import Archives
import Glibc
import Model
import Reports
import System

/// What one reading of a report says.
struct ReadReport: Sendable {
    let outline: Report
    let readings: RunReadings
}

/// What one reading of a config archive says.
struct ReadConfig: Sendable {
    let listing: ConfigListing
    let vars: ConfigVars
}

/// A whole file of a drop, staged, with what it says.
enum StagedDropFile: Sendable {
    case report(StagedFile, ReadReport)
    case config(StagedFile, ReadConfig)
    /// What people say of the run.
    case notes(StagedFile, RunMark)

    var staged: StagedFile {
        switch self {
        case .report(let staged, _), .config(let staged, _), .notes(let staged, _): staged
        }
    }

    /// The same once the disk has it: filing must not wait for that.
    ///
    /// - Throws: `FileError` of fsync(2); the file must then be written again.
    func synchronized(for archive: any RunArchive) throws(FileError) -> StagedDropFile {
        switch self {
        case .report(let staged, let report): .report(try archive.synchronizing(staged), report)
        case .config(let staged, let config): .config(try archive.synchronizing(staged), config)
        // What they say is filed, not the file.
        case .notes: self
        }
    }
}

extension RunArchive {
    /// A staged file once the disk has it; one whose bytes were filed already need not get there.
    ///
    /// - Throws: `FileError` of fsync(2); the file must then be written again.
    func synchronizing(_ staged: StagedFile) throws(FileError) -> StagedFile {
        // A catalog that cannot be asked costs a sync, no more.
        if (try? holds(staged.file.digest)) == true { return staged }
        return try staged.synchronized()
    }
}

/// Reads files of the inbox: decides whether one is whole, and stages it; used by the pool's threads.
struct DropReader: Sendable {
    let archive: any RunArchive
    let settings: IngestSettings
    let reserve: Reserve
    let judging: JudgingRecord
    let configs: ConfigMemory

    /// What reading found, and what the file was then.
    struct Finding: Sendable {
        let sight: FileSight?
        let reading: DropResult.Reading
        var file: StagedDropFile?
        var error: FileError?
        /// Of the bytes that were judged.
        var digest: Digest?
    }

    /// Copies a file through one descriptor, then judges the copy: what is judged is what is filed.
    func read(
        _ path: FilePath, in inbox: InboxFolders, as role: DropName.Role, quiet: Duration,
        stagedName: FilePath,
        unless cancellation: Cancellation
    ) -> Finding {
        let file: OwnedDescriptor
        var isTriedAgain = false
        do {
            // What was rejected and is tried again counts as where it came from.
            let origin = role == .report ? inbox.rejections.origin(of: path) : path
            isTriedAgain = origin != path
            if role == .report, try inbox.isRaw(origin) { return try notTaken(path, in: inbox) }
            file = try inbox.root.openForReading(path)
        } catch  where error.isMissing {
            return Finding(sight: nil, reading: .gone)
        } catch  where [ELOOP, ENXIO, EACCES, EPERM, EXDEV, ENAMETOOLONG].contains(error.errno) {
            return Finding(sight: nil, reading: .notTaken, error: error)
        } catch {
            return Finding(sight: nil, reading: .failed, error: error)
        }
        do {
            let finding = try read(
                file, path, as: role, quiet: quiet, stagedName: stagedName, unless: cancellation)
            return role == .report
                ? Self.waitingForReport(finding, path, isTriedAgain: isTriedAgain) : finding
        } catch {
            // Whatever staging lacks, a right or its directory, is not the fault of the drop.
            return Finding(sight: nil, reading: .failed, error: error)
        }
    }

    private func read(
        _ file: borrowing OwnedDescriptor, _ path: FilePath, as role: DropName.Role, quiet: Duration,
        stagedName: FilePath, unless cancellation: Cancellation
    ) throws(FileError) -> Finding {
        let before = try file.status(path: path)
        let sight = FileSight(before)
        switch Completeness.readiness(
            kind: before.kind, writers: file.writers(), quiet: quiet, settle: settings.settle)
        {
        case .notTaken: return Finding(sight: sight, reading: .notTaken)
        case .busy: return Finding(sight: sight, reading: .busy)
        case .readable: break
        }
        if let problem = tooLarge(before.byteCount, role) {
            return Finding(sight: sight, reading: .bad(problem))
        }
        guard try reserve.admits(dropOf: before.byteCount) else {
            return Finding(sight: sight, reading: .failed)
        }
        let staged = try StagedFile(
            copying: file, path: path, as: stagedName, in: try archive.staging, beyond: before.byteCount,
            unless: cancellation)
        guard FileSight(try file.status(path: path)) == sight, staged.file.byteCount == before.byteCount
        else {
            staged.discard()
            return Finding(sight: sight, reading: .busy)
        }
        // The disk works while the copy is judged.
        staged.beginWriteback()
        return try judge(staged, path, as: role, sight: sight, unless: cancellation)
    }

    private func tooLarge(_ byteCount: Int, _ role: DropName.Role) -> Problem? {
        switch role {
        case .config where byteCount > settings.archiveLimits.byteCount:
            ArchiveFault.tooLarge(byteCount: byteCount, limit: settings.archiveLimits.byteCount).problem
        case .notes where byteCount > MarkFile.byteLimit: MarkFile.tooLarge
        case .report where byteCount > settings.reportLimit:
            ReportFault.tooLarge(byteCount: byteCount, limit: settings.reportLimit).problem
        default: nil
        }
    }

    private func judge(
        _ staged: StagedFile, _ path: FilePath, as role: DropName.Role, sight: FileSight,
        unless cancellation: Cancellation
    ) throws(FileError) -> Finding {
        let digest = staged.file.digest
        let judge = DropJudge(settings: settings, cancellation: cancellation, configs: configs)
        let judged: StagedDropFile?
        do {
            judged = try judging.judging(path, sight) { () throws(DropJudge.Fault) in
                try judge.judge(staged, as: role)
            }
        } catch {
            defer { staged.discard() }
            return try finding(error, in: staged, path, as: role, sight: sight)
        }
        guard let file = judged else {
            staged.discard()
            return Finding(sight: sight, reading: .bad(Self.endsProcess), digest: digest)
        }
        do {
            return Finding(
                sight: sight, reading: .ready, file: try file.synchronized(for: archive), digest: digest)
        } catch {
            staged.discard()
            throw error
        }
    }

    private func finding(
        _ fault: DropJudge.Fault, in staged: StagedFile, _ path: FilePath, as role: DropName.Role,
        sight: FileSight
    ) throws(FileError) -> Finding {
        if case .file(let error) = fault { throw error }
        if role == .report, path.lastComponent != RawFile.report, try RawFile.isRaw(staged) {
            return Finding(sight: sight, reading: .notTaken)
        }
        let digest = staged.file.digest
        switch fault {
        case .file(let error): throw error
        case .endsEarly(let problem):
            return Finding(sight: sight, reading: .truncated(problem), digest: digest)
        case .bad(let problem):
            let isUnwritten = try UnwrittenTail.isThere(in: staged, as: role)
            return Finding(
                sight: sight, reading: isUnwritten ? .truncated(problem) : .bad(problem), digest: digest)
        }
    }

    /// The report of its directory may come later and make this file a raw file, so a bad file is not
    /// rejected at once.
    private static func waitingForReport(_ finding: Finding, _ path: FilePath, isTriedAgain: Bool) -> Finding
    {
        guard case .bad(let problem) = finding.reading, !isTriedAgain,
            [.reportSyntax, .reportShape].contains(problem.kind), !RawFile.directories(above: path).isEmpty
        else { return finding }
        return Finding(sight: finding.sight, reading: .truncated(problem), digest: finding.digest)
    }

    private func notTaken(_ path: FilePath, in inbox: InboxFolders) throws(FileError) -> Finding {
        Finding(sight: FileSight(try inbox.root.openForReading(path).status(path: path)), reading: .notTaken)
    }

    private static let endsProcess = Problem(
        .judgingFailed,
        "benchd ended twice while it read this file, so it does not read it again; keep the file, and report it with the log."
    )
}
