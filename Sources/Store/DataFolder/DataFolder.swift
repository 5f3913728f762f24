import Glibc
import JSON
import Model
import Synchronization
import System

/// The folder of everything that was filed; a run exists if and only if its `<uuid>.json` exists.
///
/// Holds the names and the order of the writes; knows nothing of what is in the files.
final class DataFolder: Sendable {
    let root: Directory
    private let currentStaging: Mutex<Directory?>
    /// Nil where the folder is only read.
    private let lock: OwnedDescriptor?
    /// Whether another process may be working on the folder, so that nothing is written here.
    let isOnlyRead: Bool
    /// What commits that failed have left under final names, because it could not be removed either.
    let leftovers = Mutex<Set<FilePath>>([])

    /// Opens the folder, creating what is missing, and locks it for this process.
    init(_ path: FilePath) throws(LibraryError) {
        let root: Directory
        let lock: OwnedDescriptor?
        do {
            root = try Directory.creating(path)
            lock = try root.lock(DataNames.lock)
        } catch {
            throw .file(error)
        }
        guard let lock else { throw .locked(path: path, holder: Self.holder(of: root)) }
        do {
            try lock.replaceContent(
                with: Array("\(ProcessID.own)\n".utf8), path: root.path(of: DataNames.lock))
            currentStaging = Mutex(try root.makingDirectory(DataNames.staging))
        } catch {
            throw .file(error)
        }
        self.root = root
        self.lock = consume lock
        isOnlyRead = false
    }

    /// Opens the folder only to read, also while another process works on it.
    init(reading path: FilePath) throws(LibraryError) {
        do {
            root = try Directory(path)
        } catch {
            throw .file(error)
        }
        lock = nil
        isOnlyRead = true
        currentStaging = Mutex(nil)
    }

    /// Where drops are staged, made again where someone has removed it.
    var staging: Directory {
        get throws(FileError) {
            try currentStaging.withLock { (staging) throws(FileError) in
                if let staging, root.has(staging) { return staging }
                let made = try root.makingDirectory(DataNames.staging)
                staging = made
                return made
            }
        }
    }

    /// Where the catalog lies or will lie.
    ///
    /// Without symbolic links above it, because SQLite is asked to follow none.
    /// - Throws: `FileError` where one of its files is a link, a directory or the like.
    func catalogPath() throws(FileError) -> FilePath {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let name = DataNames.catalog.adding(suffix)
            guard let status = try root.statusIfPresent(of: name) else { continue }
            try status.expectRegular("open", root.path(of: name))
        }
        return root.path.resolved.appending(DataNames.catalog)
    }

    /// The bytes of the catalog and its journals.
    ///
    /// - Throws: `FileError` of fstatat(2).
    func catalogByteCount() throws(FileError) -> Int {
        var byteCount = 0
        for suffix in ["", "-wal", "-shm", "-journal"] {
            byteCount += try root.statusIfPresent(of: DataNames.catalog.adding(suffix))?.byteCount ?? 0
        }
        return byteCount
    }

    /// Whoever moves the folder away expects nothing more to be filed in it.
    func expectInPlace() throws(FileError) {
        guard try isInPlace else {
            throw FileError(operation: "rename", path: root.path, errno: ESTALE)
        }
    }

    private var isInPlace: Bool {
        get throws(FileError) { try Directory(root.path).status().identity == root.status().identity }
    }

    /// What is wrong if the path of the data folder leads to another folder than the open one; nil if it
    /// does not.
    var displacement: String? {
        let found: String
        do {
            if try isInPlace { return nil }
            found = "another directory is at \(root.path)"
        } catch {
            found = "\(error)"
        }
        return "The data folder was moved, removed or replaced (\(found)): drops wait and uploads fail;"
            + " put the folder that benchd opened back, or start benchd again to serve what is there now."
    }

    private static func holder(of root: Directory) -> Int? {
        // The message does without its number.
        guard let bytes = try? root.read(DataNames.lock, limit: 32) else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self).filter(\.isNumber))
    }

    /// Puts a late config in place, then the receipt that names it.
    func attach(_ config: StagedFile, receipt: Receipt) throws(FileError) {
        try expectInPlace()
        try config.synchronize()
        let receiptFile = try stage(receipt, beside: root.statusIfPresent(of: DataNames.report(receipt.id)))
        do {
            // A config there was left by an attempt that failed half-way, and the receipt may already name
            // it.
            try config.directory.renameReplacing(config.name, into: root, as: DataNames.config(receipt.id))
            try root.synchronize()
        } catch {
            // The next receipt of the run removes it, or the next start.
            try? staging.remove(receiptFile)
            throw error
        }
        try staging.renameReplacing(receiptFile, into: root, as: DataNames.receipt(receipt.id))
        try root.synchronize()
    }

    /// Puts the bytes that were filed in the place of a file that is damaged or missing.
    ///
    /// Until the rename the file is as it was; a crash costs no more than that it is done again.
    func restore(_ part: FiledPart, of id: RunID, from staged: StagedFile) throws(FileError) {
        try expectInPlace()
        try staged.synchronize()
        try staged.directory.renameReplacing(staged.name, into: root, as: DataNames.part(part, id))
        try root.synchronize()
    }

    /// Replaces the receipt of a run.
    func replaceReceipt(_ receipt: Receipt) throws(FileError) {
        let file = try stage(receipt, beside: root.statusIfPresent(of: DataNames.report(receipt.id)))
        try staging.renameReplacing(file, into: root, as: DataNames.receipt(receipt.id))
        try root.synchronize()
    }

    /// Replaces what people say of a run, which must have a report.
    ///
    /// By one thread at a time, whichever it is. `modified` is when the file counts as changed, in nanoseconds since 1970;
    /// nil for now.
    func replaceNotes(_ mark: RunMark, of id: RunID, modified: Int64? = nil) throws(FileError) {
        try expectInPlace()
        let report = try root.statusIfPresent(of: DataNames.report(id))
        let file = try durable(writeNotes(mark, of: id, beside: report, modified: modified))
        try staging.renameReplacing(file, into: root, as: DataNames.notes(id))
        try root.synchronize()
    }

    private func stage(_ receipt: Receipt, beside report: FileStatus?) throws(FileError) -> FilePath {
        try durable(write(DataNames.receipt(receipt.id), receipt.json, beside: report))
    }

    /// Writes the notes of a run into the staging folder; does not wait for the disk.
    func writeNotes(
        _ mark: RunMark, of id: RunID, beside report: FileStatus?, modified: Int64?
    ) throws(FileError) -> StagedFile {
        let file = try write(DataNames.notes(id), mark.json, beside: report)
        if let modified { try file.directory.setModified(file.name, to: modified) }
        return file
    }

    /// The name of a file in the staging folder once the disk has its content.
    private func durable(_ file: StagedFile) throws(FileError) -> FilePath {
        do {
            try file.synchronize()
        } catch {
            file.discard()
            throw error
        }
        return file.name
    }

    /// Writes a file, no more readable than the report that it is about, into the staging folder; does not wait for the disk.
    func write(
        _ name: FilePath, _ content: JSONValue, beside report: FileStatus?
    ) throws(FileError) -> StagedFile {
        let staging = try staging
        if try staging.statusIfPresent(of: name) != nil { try staging.remove(name) }
        return try staging.createStaged(
            name, with: content.indentedBytes, mode: (report?.permissions ?? 0o644) & 0o644 | 0o600)
    }

    /// What the files of a run are now.
    func stamp(of id: RunID) throws(FileError) -> RunStamp {
        RunStamp(
            report: try field(DataNames.report(id)), receipt: try field(DataNames.receipt(id)),
            config: try field(DataNames.config(id)), notes: try field(DataNames.notes(id)))
    }

    /// What one file of a run is now.
    func field(_ name: FilePath) throws(FileError) -> RunStamp.Field {
        try root.statusIfPresent(of: name).map { .verified(FileStamp($0)) } ?? .absent
    }
}
