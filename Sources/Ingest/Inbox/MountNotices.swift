import CLinux
import Glibc
import System

/// The kernel's notices of mounts and unmounts, of which inotify says nothing (proc_pid_mountinfo(5)).
final class MountNotices: Sendable {
    private let descriptor: OwnedDescriptor

    /// For poll(2), which reports each change once, as POLLPRI.
    var raw: CInt { descriptor.raw }

    /// - Throws: `FileError` where /proc is not there.
    init() throws(FileError) {
        let path = "/proc/self/mountinfo"
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { throw .current("open", FilePath(path)) }
        descriptor = OwnedDescriptor(raw)
    }
}
