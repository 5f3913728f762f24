import Glibc
import Model
import System

/// What was filed of one run, and what its files were when their bytes were last known to be right.
struct FiledParts: Equatable, Sendable {
    let id: RunID
    let report: FiledFile
    let config: FiledFile?
    var stamp: RunStamp

    /// Nil where the run has no such file.
    subscript(part: FiledPart) -> FiledFile? { part == .report ? report : config }
}

/// The one gate through which filed reports and configs are read: what is not whole does not pass.
///
/// Safe from any thread. Nothing here writes to the disk.
final class FiledFiles: Sendable {
    /// Up to this size a reader that finds a file changed reads all of it itself: some milliseconds.
    static let directByteLimit = 1 << 20

    let board: DamageBoard
    let doubts = Doubts()
    private let root: Directory

    init(root: Directory, condition: Condition) {
        self.root = root
        board = DamageBoard(condition: condition)
    }

    /// Opens a part of a run where it counts as whole.
    ///
    /// - Throws: `LibraryError.damaged`, `.unverified` or `.gone`; `.file` where the trouble is not the file's.
    func open(_ part: FiledPart, of run: FiledParts) throws(LibraryError) -> FiledContent {
        let path = path(part, run.id)
        guard let filed = run[part] else {
            throw .file(FileError(operation: "open", path: path, errno: ENOENT))
        }
        let file = try opened(part, run.id)
        let status: FileStatus
        do {
            status = try file.status(path: path)
        } catch {
            throw failure(error, part, run.id)
        }
        let finding = board.finding(part, run.id)
        let verified = run.stamp[part].stamp
        let soundness = Soundness.of(status, filed: filed, verified: verified, finding: finding)
        switch soundness {
        // A file that was damaged and is not any more is read again before its trouble is over.
        case .whole: if finding != nil { doubts.add(run.id) }
        case .touched where filed.byteCount <= Self.directByteLimit:
            try expectWhole(file, part, run.id, filed)
        case .touched: doubts.add(run.id)
        case .unverified: try expectWhole(file, part, run.id, filed)
        case .damaged(let reason):
            throw noted(Soundness.Finding(reason: reason, stamp: FileStamp(status)), part, run.id)
        }
        let isTouched = soundness == .touched && filed.byteCount > Self.directByteLimit
        return FiledContent(
            file, part, of: run.id, stamp: FileStamp(status), isCertain: !isTouched, files: self)
    }

    /// Reads a part again, from the disk if `isFromDisk`, and notes the result; nil if it was stopped, or
    /// the trouble is not the file's.
    func rehash(
        _ part: FiledPart, of run: FiledParts, isFromDisk: Bool = false, pace: (Int) -> Bool = { _ in true }
    ) -> Rehash.Verdict? {
        rehash(part, of: run) { (file, path) throws(FileError) in
            if isFromDisk { file.forgetCached() }
            return try Rehash.digest(of: file, path: path, pace: pace)
        }
    }

    /// Has a part read by `reading`, and notes the result; nil if the trouble is not the file's.
    func rehash(_ part: FiledPart, of run: FiledParts, by reading: Rehash.Reading) -> Rehash.Verdict? {
        guard let filed = run[part] else { return nil }
        do {
            let file = try opened(part, run.id)
            let verdict = try verdict(on: file, part, run.id, filed, reading: reading)
            if verdict != .undecided { return verdict }
            doubts.add(run.id)
        } catch {
            guard case .damaged = error else { return nil }
            return board.finding(part, run.id).map { .damaged($0) }
        }
        return nil
    }

    /// A part that was open and could not be read to where it should end.
    func cut(_ part: FiledPart, of id: RunID, _ error: FileError?) -> LibraryError {
        doubts.add(id)
        if let error { return failure(error, part, id) }
        return noted(Soundness.Finding(reason: "it was cut short while it was read", stamp: nil), part, id)
    }

    /// The path of a part, for messages.
    func path(_ part: FiledPart, _ id: RunID) -> FilePath { root.path(of: DataNames.part(part, id)) }

    private func opened(_ part: FiledPart, _ id: RunID) throws(LibraryError) -> OwnedDescriptor {
        do {
            return try root.openForReading(DataNames.part(part, id))
        } catch {
            // A tombstone is there before a file of its run goes; where that cannot be looked for, neither can the file.
            if error.isMissing, (try? root.statusIfPresent(of: DataNames.tombstone(id))) != nil {
                throw .gone(id)
            }
            throw failure(error, part, id)
        }
    }

    /// Where a file was written to, a small one is read at once, a large one by the background.
    private func expectWhole(
        _ file: borrowing OwnedDescriptor, _ part: FiledPart, _ id: RunID, _ filed: FiledFile
    ) throws(LibraryError) {
        doubts.add(id)
        guard filed.byteCount <= Self.directByteLimit else { throw .unverified(part, id) }
        let verdict = try verdict(on: file, part, id, filed) { (file, path) throws(FileError) in
            try Rehash.digest(of: file, path: path)
        }
        switch verdict {
        case .whole: return
        case .damaged(let finding): throw noted(finding, part, id)
        case .undecided: throw .unverified(part, id)
        }
    }

    private func verdict(
        on file: borrowing OwnedDescriptor, _ part: FiledPart, _ id: RunID, _ filed: FiledFile,
        reading: Rehash.Reading
    ) throws(LibraryError) -> Rehash.Verdict {
        do {
            let verdict = try Rehash.verdict(
                on: file, path: path(part, id), filed: filed, reading: reading)
            switch verdict {
            case .whole: board.clear(part, id)
            case .damaged(let finding): _ = noted(finding, part, id)
            case .undecided: break
            }
            return verdict
        } catch {
            throw failure(error, part, id)
        }
    }

    /// What failed, as damage where it is the file's.
    private func failure(_ error: FileError, _ part: FiledPart, _ id: RunID) -> LibraryError {
        guard let reason = Soundness.reason(error) else { return .file(error) }
        return noted(Soundness.Finding(reason: reason, stamp: nil), part, id)
    }

    private func noted(_ finding: Soundness.Finding, _ part: FiledPart, _ id: RunID) -> LibraryError {
        let damage = PartDamage(
            id: id, part: part, damage: Damage(path: path(part, id), reason: finding.reason))
        board.note(damage, stamp: finding.stamp)
        return .damaged(damage)
    }
}
