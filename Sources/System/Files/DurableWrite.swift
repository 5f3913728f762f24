extension Directory {
    /// Writes a small file so that after a power cut its name has either the old content or all of the new.
    ///
    /// `temporaries` is a directory on the same filesystem that only this thread writes to.
    /// - Throws: `FileError`; nothing half-written is ever under `name`.
    package func replaceDurably(
        _ name: FilePath, with bytes: [UInt8], through temporaries: Directory
    ) throws(FileError) {
        let temporary: FilePath = "new"
        if try temporaries.statusIfPresent(of: temporary) != nil { try temporaries.remove(temporary) }
        try temporaries.createDurably(temporary, with: bytes)
        try temporaries.renameReplacing(temporary, into: self, as: name)
        try synchronize()
    }

    /// Writes a small file that must not exist; its name is durable once the directory is synced.
    ///
    /// - Throws: `FileError`; then there is no such file, unless it was there before or close(2) failed.
    package func createDurably(
        _ name: FilePath, with bytes: [UInt8], mode: UInt32 = 0o644
    ) throws(FileError) {
        var writer = try StagedWriter(name, in: self, mode: mode)
        do {
            try writer.write(bytes[...])
        } catch {
            writer.discard()
            throw error
        }
        let staged = try writer.finish()
        do {
            try staged.synchronize()
        } catch {
            staged.discard()
            throw error
        }
    }
}
