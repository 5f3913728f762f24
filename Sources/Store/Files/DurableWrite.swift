extension Directory {
    /// Writes a small file so that after a power cut its name has either the old content or all of the new.
    ///
    /// - Throws: `FileError`; nothing half-written is left under `name`.
    package func replaceDurably(_ name: FilePath, with bytes: [UInt8]) throws(FileError) {
        let temporary = FilePath(".").adding(name.description.prefixBytes(200)).adding(".new")
        if try statusIfPresent(of: temporary) != nil { try remove(temporary) }
        var writer = try StagedWriter(temporary, in: self)
        do {
            try writer.write(bytes[...])
        } catch {
            writer.discard()
            throw error
        }
        let staged = try writer.finish()
        try staged.synchronize()
        try renameReplacing(staged.name, into: self, as: name)
        try synchronize()
    }
}

extension String {
    fileprivate func prefixBytes(_ count: Int) -> String {
        var prefix = ""
        for character in self where prefix.utf8.count + character.utf8.count <= count {
            prefix.append(character)
        }
        return prefix
    }
}
