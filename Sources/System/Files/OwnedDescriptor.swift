import Glibc

/// An owned file descriptor, closed exactly once.
package struct OwnedDescriptor: ~Copyable, Sendable {
    private let descriptor: CInt

    /// Takes over a descriptor that the caller just got.
    package init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit { _ = Glibc.close(descriptor) }

    /// The descriptor, for a system call within this value's life.
    package var raw: CInt { descriptor }

    /// Closes and reports what `deinit` would have to drop.
    ///
    /// - Throws: `FileError` when close(2) fails; the descriptor is gone all the same.
    package consuming func close(path: FilePath) throws(FileError) {
        let descriptor = self.descriptor
        discard self
        guard Glibc.close(descriptor) == 0 || errno == EINTR else { throw .current("close", path) }
    }

    /// Gives the descriptor away; the caller closes it.
    package consuming func release() -> CInt {
        let descriptor = self.descriptor
        discard self
        return descriptor
    }
}
