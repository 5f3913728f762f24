extension Directory {
    /// Writes a small file so that after a power cut its name has either the old content or all of the new.
    ///
    /// `temporaries` is a directory on the same filesystem that only this process writes to.
    /// - Throws: `FileError`; nothing half-written is ever under `name`.
    package func replaceDurably(
        _ name: FilePath, with bytes: [UInt8], through temporaries: Directory
    ) throws(FileError) {
        let temporary = try temporaries.createTemporary(with: bytes)
        do {
            try temporary.synchronize()
            try temporaries.renameReplacing(temporary.name, into: self, as: name)
        } catch {
            temporary.discard()
            throw error
        }
        try synchronize()
    }

    /// Writes a small file under a name that no other has, without waiting for the disk; from any thread.
    ///
    /// - Throws: `FileError`; then there is no such file, unless close(2) failed.
    package func createTemporary(with bytes: [UInt8]) throws(FileError) -> StagedFile {
        try createStaged(FilePath("new-\(UInt64.random(in: 0 ... .max))"), with: bytes)
    }

    /// Writes a small file that must not exist; its name is durable once the directory is synced.
    ///
    /// - Throws: `FileError`; then there is no such file, unless it was there before or close(2) failed.
    package func createDurably(
        _ name: FilePath, with bytes: [UInt8], mode: UInt32 = 0o644
    ) throws(FileError) {
        let staged = try createStaged(name, with: bytes, mode: mode)
        do {
            try staged.synchronize()
        } catch {
            staged.discard()
            throw error
        }
    }

    /// Writes a small file that must not exist, without waiting for the disk.
    ///
    /// - Throws: `FileError`; then there is no such file, unless it was there before or close(2) failed.
    package func createStaged(
        _ name: FilePath, with bytes: [UInt8], mode: UInt32 = 0o644
    ) throws(FileError) -> StagedFile {
        var writer = try StagedWriter(name, in: self, mode: mode)
        do {
            try writer.write(bytes[...])
        } catch {
            writer.discard()
            throw error
        }
        return try writer.finish()
    }
}
