import Glibc

/// The names in a directory, one after the other (readdir(3)), for directories that may be too large to list at once.
///
/// What is added or removed meanwhile may or may not be among them.
package final class DirectoryStream {
    private let stream: OpaquePointer
    private let path: FilePath

    /// Takes over a descriptor of its own, whose position it uses.
    ///
    /// - Throws: `FileError` of fdopendir(3).
    init(_ descriptor: consuming OwnedDescriptor, path: FilePath) throws(FileError) {
        let raw = descriptor.release()
        guard let stream = fdopendir(raw) else {
            let error = FileError.current("opendir", path)
            Glibc.close(raw)
            throw error
        }
        self.stream = stream
        self.path = path
    }

    deinit { closedir(stream) }

    /// The next name that is neither `.` nor `..`; nil at the end.
    ///
    /// - Throws: `FileError` of readdir(3).
    package func next() throws(FileError) -> FilePath? {
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .current("readdir", path) }
                return nil
            }
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
            let bytes = Array(UnsafeBufferPointer(start: name, count: strlen(name)))
            if bytes != [0x2E] && bytes != [0x2E, 0x2E] { return FilePath(bytes: bytes) }
        }
    }
}
