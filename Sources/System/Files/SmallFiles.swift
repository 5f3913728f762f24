import Glibc

extension Directory {
    /// The content of a file of at most `limit` bytes.
    ///
    /// - Throws: `FileError`; `EFBIG` where it is larger.
    package func read(_ name: FilePath, limit: Int) throws(FileError) -> [UInt8] {
        let file = try openForReading(name)
        let path = path(of: name)
        let byteCount = try file.status(path: path).byteCount
        guard byteCount <= limit else { throw FileError(operation: "read", path: path, errno: EFBIG) }
        return try OwnedDescriptor.read(file.raw, 0..<byteCount, path: path)
    }
}

extension OwnedDescriptor {
    /// The digest of the whole file.
    ///
    /// - Throws: `FileError` of read(2).
    package func digest(path: FilePath) throws(FileError) -> Digest {
        var hasher = DigestHasher()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var position = 0
        while true {
            let count = try OwnedDescriptor.read(raw, at: position, into: &buffer, path: path)
            guard count > 0 else { return hasher.finish() }
            hasher.update(buffer[..<count])
            position += count
        }
    }

    /// Makes `bytes` all that is in the file.
    ///
    /// - Throws: `FileError` of ftruncate(2) or write(2).
    package func replaceContent(with bytes: [UInt8], path: FilePath) throws(FileError) {
        guard ftruncate(raw, 0) == 0 else { throw .current("truncate", path) }
        try seekToStart(path: path)
        try write(bytes[...], path: path)
    }
}

/// This process.
package enum ProcessID {
    /// Its number (getpid(2)).
    package static var own: Int32 { getpid() }
}
