import Glibc

/// A file of ours on its way in: whole, hashed, and not yet under its final name.
package struct StagedFile: Sendable {
    package let directory: Directory
    package let name: FilePath
    package let file: FiledFile
    /// Whether the disk has its content already.
    package private(set) var isDurable = false

    /// A staged file whose content may not be on the disk yet.
    package init(directory: Directory, name: FilePath, file: FiledFile) {
        self.directory = directory
        self.name = name
        self.file = file
    }

    /// Opens it for reading.
    ///
    /// - Throws: `FileError` of open(2).
    package func open() throws(FileError) -> OwnedDescriptor { try directory.openForReading(name) }

    /// Has the disk begin with its content, so that the sync waits less; nothing is durable by it.
    package func beginWriteback() {
        // Where it cannot be opened, the sync says why.
        if !isDurable, let file = try? open() { file.beginWriteback() }
    }

    /// Waits until the disk has its content, unless it is known to have it.
    ///
    /// - Throws: `FileError` of fsync(2); the file must then be written again.
    package func synchronize() throws(FileError) {
        if isDurable { return }
        let file = try open()
        try file.synchronize(path: path)
    }

    /// The same file once the disk has its content.
    ///
    /// - Throws: `FileError` of fsync(2); the file must then be written again.
    package func synchronized() throws(FileError) -> StagedFile {
        try synchronize()
        var durable = self
        durable.isDurable = true
        return durable
    }

    /// Moves it into another directory of ours, copying where that is on another filesystem.
    ///
    /// - Throws: `FileError`; then it is where it was.
    package func moved(into target: Directory) throws(FileError) -> StagedFile {
        do {
            try directory.rename(name, into: target, as: name)
        } catch  where error.errno == EXDEV {
            try copy(into: target)
            discard()
        }
        return StagedFile(directory: target, name: name, file: file)
    }

    private func copy(into target: Directory) throws(FileError) {
        _ = try StagedFile(copying: try open(), path: path, as: name, in: target)
    }

    /// Its path, for messages.
    package var path: FilePath { directory.path(of: name) }

    /// Removes it; what is left behind is removed at the next start.
    package func discard() { try? directory.remove(name) }
}

extension StagedFile {
    /// Copies what is read from `source`, which `path` names in messages, into a new file; stops beyond `byteCount`.
    ///
    /// - Throws: `FileError`, with `ECANCELED` once `cancellation` says so; then there is no such file, unless it was there
    ///   before or close(2) failed.
    package init(
        copying source: borrowing OwnedDescriptor, path: FilePath, as name: FilePath,
        in directory: Directory, beyond byteCount: Int = .max, unless cancellation: Cancellation? = nil
    ) throws(FileError) {
        var writer = try StagedWriter(
            name, in: directory, mode: Self.mode(for: try source.status(path: path)))
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        do {
            while writer.byteCount <= byteCount {
                try cancellation?.check(path)
                let count = try OwnedDescriptor.read(
                    source.raw, at: writer.byteCount, into: &buffer, path: path)
                guard count > 0 else { break }
                try writer.write(buffer[..<count])
            }
        } catch {
            writer.discard()
            throw error
        }
        self = try writer.finish()
    }

    /// No more than the source's own readers may read the copy; we must.
    private static func mode(for source: FileStatus) -> UInt32 { source.permissions & 0o644 | 0o600 }
}

/// Writes a file of ours piece by piece and hashes what it writes.
package struct StagedWriter: ~Copyable {
    private let directory: Directory
    private let name: FilePath
    private let descriptor: OwnedDescriptor
    private var hasher = DigestHasher()
    /// How much was written so far.
    package private(set) var byteCount = 0

    /// Creates the file, which must not exist, with a mode that the umask narrows.
    ///
    /// - Throws: `FileError` of open(2).
    package init(_ name: FilePath, in directory: Directory, mode: UInt32 = 0o644) throws(FileError) {
        self.directory = directory
        self.name = name
        descriptor = try directory.create(name, mode: mode)
    }

    /// Appends bytes.
    ///
    /// - Throws: `FileError` of write(2).
    package mutating func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
        try descriptor.write(bytes, path: directory.path(of: name))
        hasher.update(bytes)
        byteCount += bytes.count
    }

    /// Ends the file, without waiting for the disk.
    ///
    /// - Throws: `FileError` of close(2).
    package consuming func finish() throws(FileError) -> StagedFile {
        let file = FiledFile(byteCount: byteCount, digest: hasher.finish())
        let staged = StagedFile(directory: directory, name: name, file: file)
        try descriptor.close(path: staged.path)
        return staged
    }

    /// Gives up: removes the file.
    package consuming func discard() {
        // What stays is removed at the next start.
        try? directory.remove(name)
    }
}
