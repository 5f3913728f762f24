import CLinux
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

extension OwnedDescriptor {
    /// A second descriptor of an open file (fcntl(2), F_DUPFD_CLOEXEC).
    ///
    /// - Throws: `FileError` of fcntl(2).
    package static func duplicate(of descriptor: CInt) throws(FileError) -> OwnedDescriptor {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .current("fcntl", FilePath("\(descriptor)")) }
        return OwnedDescriptor(copy)
    }

    /// An empty file in memory (memfd_create(2)), which ends with its descriptor.
    ///
    /// - Throws: `FileError` of memfd_create(2).
    package static func inMemory(named name: FilePath) throws(FileError) -> OwnedDescriptor {
        let descriptor = name.withCString { benchd_memory_file($0) }
        guard descriptor >= 0 else { throw .current("memfd_create", name) }
        return OwnedDescriptor(descriptor)
    }
}
