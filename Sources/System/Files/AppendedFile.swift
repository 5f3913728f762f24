import Glibc

/// A file that lines are added to, such as a log; made where it is not there, readable by its owner and group.
package struct AppendedFile: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Opens a file, or makes it.
    ///
    /// - Throws: `FileError` of open(2).
    package init(_ path: FilePath) throws(FileError) {
        let raw = path.withCString { open($0, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o640) }
        guard raw >= 0 else { throw .current("open", path) }
        descriptor = OwnedDescriptor(raw)
    }

    /// Takes over a descriptor that is open for writing.
    package init(_ descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Adds bytes; false where not all of them could be written.
    package func append(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor.raw, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
